// Loaded before a program (LD_PRELOAD), it makes the disk fail as a shared page says (DISK_FAULTS names the file):
//   kind 1 a sync fails with EIO      2 a write fails with EIO      3 a write is cut short
//        4 a write fails with ENOSPC  5 whatever changes something fails with EROFS
//   target: only files whose path has this in it.
// It counts what it did, and syncs of a descriptor without writes of its own whose last sync had failed. fault-switch.ts is the other side.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE, SYNC_EIO, WRITE_EIO, WRITE_SHORT, WRITE_ENOSPC, READ_ONLY };
enum { MOST_FILES = 65536 };
typedef struct { volatile uint32_t kind, hits, asked_again, unused; char target[240]; } page;

static page *faults;
static unsigned char failed[MOST_FILES];

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void start(void) {
  const char *name = getenv("DISK_FAULTS");
  if (!name) return;
  int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
  int fd = real(name, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *at = mmap(0, sizeof(page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (at != MAP_FAILED) faults = at;
}

static int is_target(const char *path) {
  return strstr(path, faults->target) != 0;
}

static int is_target_file(int fd) {
  char link[64], path[1024];
  int kept = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t bytes = readlink(link, path, sizeof path - 1);
  errno = kept;
  if (bytes < 1 || path[0] != '/') return 0;
  path[bytes] = 0;
  return is_target(path);
}

static int fail(int code) {
  __sync_fetch_and_add(&faults->hits, 1);
  errno = code;
  return -1;
}

// 0: not now. Otherwise the error's number.
static int write_fault(int fd) {
  if (!faults || faults->kind < WRITE_EIO || faults->kind == WRITE_SHORT || !is_target_file(fd)) return 0;
  return faults->kind == WRITE_EIO ? EIO : faults->kind == WRITE_ENOSPC ? ENOSPC : EROFS;
}

static size_t short_of(int fd, size_t bytes) {
  if (!faults || faults->kind != WRITE_SHORT || bytes < 2 || !is_target_file(fd)) return bytes;
  __sync_fetch_and_add(&faults->hits, 1);
  return bytes / 2;
}

ssize_t write(int fd, const void *data, size_t bytes) {
  REAL(ssize_t, "write", int, const void *, size_t);
  int code = write_fault(fd);
  return code ? fail(code) : real(fd, data, short_of(fd, bytes));
}

#define PWRITE(name)                                                   \
  ssize_t name(int fd, const void *data, size_t bytes, off_t at) {     \
    REAL(ssize_t, #name, int, const void *, size_t, off_t);            \
    int code = write_fault(fd);                                        \
    return code ? fail(code) : real(fd, data, short_of(fd, bytes), at); \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  int code = write_fault(fd);
  return code ? fail(code) : real(fd, parts, count);
}

#define PWRITEV(name)                                                    \
  ssize_t name(int fd, const struct iovec *parts, int count, off_t at) { \
    REAL(ssize_t, #name, int, const struct iovec *, int, off_t);         \
    int code = write_fault(fd);                                          \
    return code ? fail(code) : real(fd, parts, count, at);               \
  }
PWRITEV(pwritev)
PWRITEV(pwritev64)

// What SQLite syncs, it writes itself: closing, it folds its log in, page by page, and syncs those. Whoever syncs what
// another wrote has nothing but the sync.
static int reads_only(int fd) {
  return (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY;
}

#define SYNC(name)                                                                   \
  int name(int fd) {                                                                 \
    REAL(int, #name, int);                                                           \
    int known = fd >= 0 && fd < MOST_FILES;                                          \
    if (faults && known && failed[fd] && reads_only(fd)) __sync_fetch_and_add(&faults->asked_again, 1); \
    if (!faults || faults->kind != SYNC_EIO || !is_target_file(fd)) return real(fd); \
    if (known) failed[fd] = 1;                                                       \
    return fail(EIO);                                                                \
  }
SYNC(fsync)
SYNC(fdatasync)

int close(int fd) {
  REAL(int, "close", int);
  if (fd >= 0 && fd < MOST_FILES) failed[fd] = 0;
  return real(fd);
}

static int may_not(const char *path) {
  return faults && faults->kind == READ_ONLY && is_target(path);
}

#define OPEN(name)                                                                  \
  int name(const char *path, int flags, ...) {                                      \
    REAL(int, #name, const char *, int, ...);                                       \
    va_list rest;                                                                   \
    va_start(rest, flags);                                                          \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;         \
    va_end(rest);                                                                   \
    if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && may_not(path)) return fail(EROFS); \
    return real(path, flags, mode);                                                 \
  }
OPEN(open)
OPEN(open64)

#define CHANGE(name)                               \
  int name(const char *path) {                     \
    REAL(int, #name, const char *);                \
    return may_not(path) ? fail(EROFS) : real(path); \
  }
CHANGE(unlink)
CHANGE(rmdir)

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  if (may_not(path)) return fail(EROFS);
  if (faults && faults->kind == WRITE_ENOSPC && is_target(path)) return fail(ENOSPC);
  return real(path, mode);
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  return may_not(from) || may_not(to) ? fail(EROFS) : real(from, to);
}

#define TRUNCATE(name)                       \
  int name(int fd, off_t bytes) {            \
    REAL(int, #name, int, off_t);            \
    int code = write_fault(fd);              \
    return code ? fail(code) : real(fd, bytes); \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)
