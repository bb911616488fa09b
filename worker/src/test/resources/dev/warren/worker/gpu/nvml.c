/*
 * Stands in for the NVIDIA driver's libnvidia-ml.so.1, so that NativeNvml runs without a GPU:
 * device 0 gives every figure, 1 lacks some, 2 is divided by MIG, 3 falls off the bus once it has
 * told its memory. Signatures as in https://docs.nvidia.com/deploy/nvml-api/
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUCCESS = 0, UNINITIALIZED = 1, INVALID = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6,
       DRIVER_NOT_LOADED = 9, GPU_IS_LOST = 15 };

typedef struct { int index; int has_told; } device;
typedef struct { unsigned gpu, memory; } utilization;
typedef struct { unsigned long long total, free, used; } memory;

static device devices[] = {{0}, {1}, {2}, {3}, {20}};
static int initialized;

static int failure(device *d) {
  if (!initialized) return UNINITIALIZED;
  return d->index == 3 && d->has_told ? GPU_IS_LOST : SUCCESS;
}

int nvmlInit_v2(void) {
  if (getenv("STAND_IN_WITHOUT_DRIVER")) return DRIVER_NOT_LOADED;
  initialized = 1;
  return SUCCESS;
}

int nvmlShutdown(void) {
  initialized = 0;
  puts("nvmlShutdown");
  fflush(stdout);
  return SUCCESS;
}

const char *nvmlErrorString(int status) {
  switch (status) {
    case DRIVER_NOT_LOADED: return "Driver Not Loaded";
    case GPU_IS_LOST: return "GPU is lost";
    default: return "Some Error";
  }
}

int nvmlDeviceGetCount_v2(unsigned *count) {
  *count = 4;
  return SUCCESS;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, device **d) {
  if (index > 3) return INVALID;
  *d = &devices[index];
  return SUCCESS;
}

int nvmlDeviceGetName(device *d, char *name, unsigned length) {
  if (d->index == 20) snprintf(name, length, "Stand-in MIG 1g.5gb");
  else snprintf(name, length, "Stand-in %d", d->index);
  return failure(d);
}

int nvmlDeviceGetMigMode(device *d, unsigned *current, unsigned *pending) {
  *current = *pending = d->index == 2;
  return d->index == 1 ? NOT_SUPPORTED : SUCCESS;
}

int nvmlDeviceGetMaxMigDeviceCount(device *d, unsigned *count) {
  *count = 7;
  return d->index == 2 ? SUCCESS : NOT_SUPPORTED;
}

int nvmlDeviceGetMigDeviceHandleByIndex(device *d, unsigned place, device **instance) {
  if (d->index != 2 || place != 1) return NOT_FOUND;
  *instance = &devices[4];
  return SUCCESS;
}

int nvmlDeviceGetUtilizationRates(device *d, utilization *u) {
  *u = (utilization) {37, 12};
  return d->index == 20 ? NOT_SUPPORTED : failure(d);
}

int nvmlDeviceGetMemoryInfo(device *d, memory *m) {
  *m = (memory) {80ULL << 30, 70ULL << 30, 10ULL << 30};
  int status = failure(d);
  d->has_told = 1;
  return status;
}

int nvmlDeviceGetPowerUsage(device *d, unsigned *milliwatts) {
  *milliwatts = 251500;
  return d->index == 1 ? NOT_SUPPORTED : failure(d);
}

int nvmlDeviceGetTemperature(device *d, int sensor, unsigned *degrees) {
  *degrees = 61;
  return sensor == 0 ? failure(d) : INVALID;
}

int nvmlDeviceGetClockInfo(device *d, int clock, unsigned *megahertz) {
  *megahertz = 1980;
  return clock == 1 ? failure(d) : INVALID;
}

int nvmlDeviceGetCurrentClocksThrottleReasons(device *d, unsigned long long *reasons) {
  *reasons = 0x4 | 0x40 | 0x1;
  return d->index == 1 ? NOT_SUPPORTED : failure(d);
}
