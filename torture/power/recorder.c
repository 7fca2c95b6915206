// Loaded before a program (LD_PRELOAD), it writes down in their order all that the program does to the files of
// one folder, and what it tells the outside: what it adds to a journal, and each "HTTP/1.1 202" to a socket.
//   POWER_LOSS_FOLDER   the folder; -shm files are left out, they are rebuilt at every opening
//   POWER_LOSS_JOURNAL  the journal
//   POWER_LOSS_LOG      where the records go; recording.ts reads them
//   POWER_LOSS_SYNC_US  how long a sync takes at least, microseconds, so that much can happen meanwhile
//   POWER_LOSS_FAIL_EVERY  every so many syncs of a file one fails (EIO), and what it was asked for is lost
// A change of a file is written down when it has been made, a sync when it begins and when it has ended, and
// what is told before it is told: whatever the order of threads, the record promises no more than the program.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OTHER, FILE_OF_FOLDER, JOURNAL, SOCKET };
struct head { char op[4]; int32_t result; uint64_t file; int64_t at; uint32_t path_bytes, data_bytes; };
typedef struct { int kind; uint64_t file; char path[1024]; } target;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static const char *folder, *journal;
static int out = -1;
static int64_t syncs;
static int sync_us, fail_every;

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

static ssize_t raw_writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  return real(fd, parts, count);
}

__attribute__((constructor)) static void start(void) {
  folder = getenv("POWER_LOSS_FOLDER");
  journal = getenv("POWER_LOSS_JOURNAL");
  const char *log = getenv("POWER_LOSS_LOG");
  if (!folder || !log) return;
  int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
  const char *us = getenv("POWER_LOSS_SYNC_US"), *every = getenv("POWER_LOSS_FAIL_EVERY");
  if (us) sync_us = atoi(us);
  if (every) fail_every = atoi(every);
  out = real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// One record. The caller holds the gate.
static void put(char op, int result, uint64_t file, int64_t at, const char *path, const struct iovec *data, int count, size_t bytes) {
  struct head head = {{op}, result, file, at, strlen(path), bytes};
  struct iovec parts[64] = {{&head, sizeof head}, {(void *)path, head.path_bytes}};
  int used = 2;
  for (size_t left = bytes; count > 0 && left > 0 && used < 64; data++, count--) {
    parts[used] = *data;
    if (parts[used].iov_len > left) parts[used].iov_len = left;
    left -= parts[used++].iov_len;
  }
  ssize_t all = sizeof head + head.path_bytes + bytes;
  if (raw_writev(out, parts, used) != all) abort();
}

static int in_folder(const char *path) {
  size_t bytes = strlen(folder), length = strlen(path);
  if (strncmp(path, folder, bytes) || (path[bytes] && path[bytes] != '/')) return 0;
  return length < 4 || strcmp(path + length - 4, "-shm");
}

static target look(int fd) {
  target found = {OTHER, 0, ""};
  if (out < 0 || fd == out) return found;
  int kept = errno;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t bytes = readlink(link, found.path, sizeof found.path - 1);
  found.path[bytes < 0 ? 0 : bytes] = 0;
  struct stat seen;
  if (!strncmp(found.path, "socket:", 7)) found.kind = SOCKET;
  else if (journal && !strcmp(found.path, journal)) found.kind = JOURNAL;
  else if (in_folder(found.path) && !fstat(fd, &seen)) found.kind = FILE_OF_FOLDER, found.file = seen.st_ino;
  errno = kept;
  return found;
}

static void tell(const target *to, const struct iovec *data, int count) {
  size_t bytes = 0;
  if (to->kind != JOURNAL && to->kind != SOCKET) return;
  if (to->kind == SOCKET && (count < 1 || data[0].iov_len < 12 || memcmp(data[0].iov_base, "HTTP/1.1 202", 12))) return;
  for (int at = 0; at < count; at++) bytes += data[at].iov_len;
  pthread_mutex_lock(&gate);
  put('a', 0, 0, 0, to->path, data, count, bytes);
  pthread_mutex_unlock(&gate);
}

// `at` below 0: at the file's own position, which the call has moved.
#define WRITING(fd, parts, count, at, call)                                                   \
  target to = look(fd);                                                                       \
  tell(&to, parts, count);                                                                    \
  if (to.kind != FILE_OF_FOLDER) return call;                                                 \
  pthread_mutex_lock(&gate);                                                                  \
  ssize_t done = call;                                                                        \
  int kept = errno;                                                                           \
  if (done > 0) put('w', 0, to.file, (at) < 0 ? lseek(fd, 0, SEEK_CUR) - done : (at), to.path, parts, count, done); \
  pthread_mutex_unlock(&gate);                                                                \
  errno = kept;                                                                               \
  return done

ssize_t write(int fd, const void *data, size_t bytes) {
  REAL(ssize_t, "write", int, const void *, size_t);
  struct iovec part = {(void *)data, bytes};
  WRITING(fd, &part, 1, -1, real(fd, data, bytes));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  WRITING(fd, parts, count, -1, raw_writev(fd, parts, count));
}

#define PWRITE(name)                                                     \
  ssize_t name(int fd, const void *data, size_t bytes, off_t at) {       \
    REAL(ssize_t, #name, int, const void *, size_t, off_t);              \
    struct iovec part = {(void *)data, bytes};                           \
    WRITING(fd, &part, 1, at, real(fd, data, bytes, at));                \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PWRITEV(name)                                                    \
  ssize_t name(int fd, const struct iovec *parts, int count, off_t at) { \
    REAL(ssize_t, #name, int, const struct iovec *, int, off_t);         \
    WRITING(fd, parts, count, at, real(fd, parts, count, at));           \
  }
PWRITEV(pwritev)
PWRITEV(pwritev64)

ssize_t send(int fd, const void *data, size_t bytes, int flags) {
  REAL(ssize_t, "send", int, const void *, size_t, int);
  struct iovec part = {(void *)data, bytes};
  target to = look(fd);
  tell(&to, &part, 1);
  return real(fd, data, bytes, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  REAL(ssize_t, "sendmsg", int, const struct msghdr *, int);
  target to = look(fd);
  tell(&to, message->msg_iov, message->msg_iovlen);
  return real(fd, message, flags);
}

// A change that is no write: written down where it worked. `look` is asked before, the call made under the gate.
#define CHANGING(is_ours, call, record)    \
  if (!(is_ours)) return call;             \
  pthread_mutex_lock(&gate);               \
  int result = call, kept = errno;         \
  if (result == 0) record;                 \
  pthread_mutex_unlock(&gate);             \
  errno = kept;                            \
  return result

#define TRUNCATE(name)                                                               \
  int name(int fd, off_t bytes) {                                                    \
    REAL(int, #name, int, off_t);                                                    \
    target to = look(fd);                                                            \
    CHANGING(to.kind == FILE_OF_FOLDER, real(fd, bytes), put('t', 0, to.file, bytes, to.path, 0, 0, 0)); \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

static int ours(const char *path) { return out >= 0 && in_folder(path); }

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  CHANGING(ours(path), real(path), put('u', 0, 0, 0, path, 0, 0, 0));
}

int unlinkat(int fd, const char *path, int flags) {
  REAL(int, "unlinkat", int, const char *, int);
  CHANGING(ours(path), real(fd, path, flags), put('u', 0, 0, 0, path, 0, 0, 0));
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  struct iovec part = {(void *)to, strlen(to)};
  CHANGING(ours(from) || ours(to), real(from, to), put('r', 0, 0, 0, from, &part, 1, part.iov_len));
}

// The ledger syncs from one thread while another writes: begin and end are two records.
#define SYNC(name)                                                 \
  int name(int fd) {                                               \
    REAL(int, #name, int);                                         \
    target to = look(fd);                                          \
    if (to.kind != FILE_OF_FOLDER) return real(fd);                \
    pthread_mutex_lock(&gate);                                     \
    int64_t token = ++syncs;                                       \
    put('b', 0, to.file, token, to.path, 0, 0, 0);                 \
    pthread_mutex_unlock(&gate);                                   \
    usleep(sync_us);                                               \
    int fails = fail_every && token % fail_every == 0;             \
    int result = fails ? -1 : real(fd), kept = fails ? EIO : errno; \
    pthread_mutex_lock(&gate);                                     \
    put('e', result, to.file, token, to.path, 0, 0, 0);            \
    pthread_mutex_unlock(&gate);                                   \
    errno = kept;                                                  \
    return result;                                                 \
  }
SYNC(fsync)
SYNC(fdatasync)

#define OPENING(path, flags, call)                                               \
  if (!ours(path) || !((flags) & (O_CREAT | O_TRUNC))) return call;              \
  pthread_mutex_lock(&gate);                                                     \
  int is_new = access(path, F_OK) != 0, fd = call, kept = errno;                 \
  target to = look(fd);                                                          \
  if (fd >= 0 && is_new) put('c', 0, to.file, 0, to.path, 0, 0, 0);              \
  else if (fd >= 0 && ((flags) & O_TRUNC)) put('t', 0, to.file, 0, to.path, 0, 0, 0); \
  pthread_mutex_unlock(&gate);                                                   \
  errno = kept;                                                                  \
  return fd

#define OPEN(name)                                                \
  int name(const char *path, int flags, ...) {                    \
    REAL(int, #name, const char *, int, ...);                     \
    va_list rest;                                                 \
    va_start(rest, flags);                                        \
    int mode = flags & O_CREAT ? va_arg(rest, int) : 0;           \
    va_end(rest);                                                 \
    OPENING(path, flags, real(path, flags, mode));                \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                              \
  int name(int at, const char *path, int flags, ...) {            \
    REAL(int, #name, int, const char *, int, ...);                \
    va_list rest;                                                 \
    va_start(rest, flags);                                        \
    int mode = flags & O_CREAT ? va_arg(rest, int) : 0;           \
    va_end(rest);                                                 \
    OPENING(path, flags, real(at, path, flags, mode));            \
  }
OPENAT(openat)
OPENAT(openat64)
