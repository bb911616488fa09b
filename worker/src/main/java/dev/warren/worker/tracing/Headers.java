package dev.warren.worker.tracing;

import dev.warren.protocol.TraceContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A trace as it stands in a message's headers. */
final class Headers {
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";

  private static final TextMapGetter<TraceContext> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(TraceContext trace) {
          return List.of(PARENT, STATE);
        }

        @Override
        public String get(TraceContext trace, String key) {
          if (trace == null) return null;
          return key.equals(PARENT)
              ? trace.traceparent()
              : key.equals(STATE) ? trace.tracestate() : null;
        }
      };

  private Headers() {}

  static Context extract(TraceContext trace) {
    return W3C.extract(Context.root(), trace, GETTER);
  }

  static TraceContext inject(Context context) {
    Map<String, String> headers = new HashMap<>();
    W3C.inject(context, headers, (carrier, key, value) -> carrier.put(key, value));
    return new TraceContext(headers.get(PARENT), headers.get(STATE));
  }
}
