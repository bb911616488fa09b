package dev.warren.worker.engine.tensorrt;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.tensorrt.nvinfer.INoCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * C++'s {@code delete} for TensorRT's objects, which the presets lack. Off unless the system
 * property {@code warren.tensorrt.delete} is {@code true}, for it has not met a GPU yet; without it
 * the objects stay until the process ends.
 *
 * <p>It does what a C++ compiler makes of {@code delete p}: it calls the second entry of the table
 * of virtual functions, the deleting destructor. {@code INoCopy}, the base of all these classes,
 * declares its virtual destructor before anything else, so in each of them the first two entries
 * are the destructors, by the <a
 * href="https://itanium-cxx-abi.github.io/cxx-abi/abi.html#vtable">C++ ABI</a> that Linux uses.
 */
final class NativeDelete {
  private static final Logger log = LoggerFactory.getLogger(NativeDelete.class);
  private static final boolean IS_ON = Boolean.getBoolean("warren.tensorrt.delete");

  private NativeDelete() {}

  /** Deletes if that is switched on. The caller uses {@code object} no more. */
  static void delete(INoCopy object) {
    if (!IS_ON) return;
    try {
      call(object);
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn("{} is not freed: {}", object.getClass().getSimpleName(), e.toString());
    }
  }

  /** By JavaCPP's own way of calling a destructor, which it keeps to itself. */
  static void call(INoCopy object) throws ReflectiveOperationException {
    Pointer table = new PointerPointer<Pointer>(object).get(0);
    long destructor = new LongPointer(table).get(1);
    Class<?> type = Class.forName(Pointer.class.getName() + "$NativeDeallocator");
    Constructor<?> constructor = type.getDeclaredConstructor(Pointer.class, long.class, long.class);
    constructor.setAccessible(true);
    Object call = constructor.newInstance(object, object.address(), destructor);
    Method deallocate = type.getMethod("deallocate");
    deallocate.setAccessible(true);
    deallocate.invoke(call);
  }
}
