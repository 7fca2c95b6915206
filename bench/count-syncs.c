/* Loaded into the daemon while its syncs are counted: adds one to a number in a shared file at every sync. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static _Atomic long *count;

__attribute__((constructor)) static void open_count(void) {
  const char *file = getenv("WAKEHOOK_BENCH_SYNCS");
  int descriptor = file == NULL ? -1 : open(file, O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  void *page = mmap(NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  if (page != MAP_FAILED) count = page;
}

static int counted(const char *name, int descriptor) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  if (count != NULL) atomic_fetch_add(count, 1);
  return real(descriptor);
}

int fsync(int descriptor) { return counted("fsync", descriptor); }
int fdatasync(int descriptor) { return counted("fdatasync", descriptor); }
