/* LD_PRELOADed into ranks: their wall clock, not the others, is set back and forth by hours many times a second, as
 * by an administrator or a broken time server. CLOCK_JUMPS names a file that is told how often this process saw it jump.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int (*real)(clockid_t, struct timespec *);
static long jumps, last_span = -1;

static void find_real(void) {
  if (real == NULL) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
}

/* Seconds, by the monotonic clock: another one every 10 ms. The first is CLOCK_FIRST_SHIFT. */
static long shift(void) {
  static const long shifts[] = {0, 5 * 3600, -7 * 3600, 26 * 3600, -3 * 3600, 400L * 86400, -90, -2 * 365 * 86400L};
  const char *first = getenv("CLOCK_FIRST_SHIFT");
  struct timespec now;
  real(CLOCK_MONOTONIC, &now);
  const long span = now.tv_sec * 100 + now.tv_nsec / 10000000;
  static long begin = -1;
  if (begin < 0) begin = span;
  if (last_span >= 0 && span != last_span) __atomic_fetch_add(&jumps, 1, __ATOMIC_RELAXED);
  last_span = span;
  return (first != NULL ? atol(first) : 0) + shifts[(span - begin) % 8];
}

int clock_gettime(clockid_t id, struct timespec *t) {
  find_real();
  const int status = real(id, t);
  if (status == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) t->tv_sec += shift();
  return status;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  t->tv_sec = now.tv_sec;
  t->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *t) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (t != NULL) *t = now.tv_sec;
  return now.tv_sec;
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("CLOCK_JUMPS");
  if (path == NULL) return;
  const int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
  if (file < 0) return;
  char line[32];
  const int n = snprintf(line, sizeof line, "%ld\n", jumps);
  if (write(file, line, (size_t)n) != n) _exit(99);
  close(file);
}
