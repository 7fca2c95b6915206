// Loaded before a daemon (LD_PRELOAD), it kills it with SIGKILL at one chosen call to the system, and nowhere else:
//   KILL_AT_FOLDER  the home; calls that change a file of it count
//   KILL_AT         "<kind> <number> <before|after>", as "fork 1 after"; the kind "any" is any of them
//   KILL_AT_FROM    "start", or "request": calls count once the first request has been read
//   KILL_AT_LOG     gets one line when it kills: kind, "before" or "after", and the file's name
// Kinds: answer (a response's first bytes to a socket), fork, wait (a child's end was collected), kill (a signal to
// others), sync, write, cut, name (a file or folder made, renamed or removed).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static char wanted[16], when[8];
static long left;
static int armed, out = -1;
static pid_t daemon_pid;

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void start(void) {
  const char *at = getenv("KILL_AT"), *from = getenv("KILL_AT_FROM"), *log = getenv("KILL_AT_LOG");
  folder = getenv("KILL_AT_FOLDER");
  if (!folder || !log || !at || sscanf(at, "%15s %ld %7s", wanted, &left, when) != 3) return;
  int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
  out = real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  armed = !from || strcmp(from, "request");
  daemon_pid = getpid();
}

// A child between fork and exec has this code too, and is not the daemon.
static int counts(void) { return out >= 0 && getpid() == daemon_pid; }

static void die(const char *kind, const char *name) {
  dprintf(out, "%s %s %s\n", when, kind, name);
  void (*end)(pid_t, int) = (void (*)(pid_t, int))dlsym(RTLD_NEXT, "kill");
  end(daemon_pid, SIGKILL);
  for (;;) pause();
}

// Whether this call is the chosen one. Dies here where it is to happen before the call.
static int chosen(const char *kind, const char *name) {
  pthread_mutex_lock(&gate);
  int is = armed && (!strcmp(wanted, "any") || !strcmp(wanted, kind)) && --left == 0;
  pthread_mutex_unlock(&gate);
  if (is && !strcmp(when, "before")) die(kind, name);
  return is;
}

static const char *in_folder(const char *path) {
  size_t bytes = strlen(folder), length = strlen(path);
  if (strncmp(path, folder, bytes) || path[bytes] != '/') return 0;
  return length > 4 && !strcmp(path + length - 4, "-shm") ? 0 : path + bytes + 1;
}

// The name of a file of the folder, something for a socket, or null. The text lives until the thread's next call.
static const char *look(int fd, int *is_socket) {
  static __thread char path[1024];
  if (!counts()) return 0;
  int kept = errno;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t bytes = readlink(link, path, sizeof path - 1);
  path[bytes < 0 ? 0 : bytes] = 0;
  errno = kept;
  *is_socket = !strncmp(path, "socket:", 7);
  return *is_socket ? path : in_folder(path);
}

#define AROUND(kind, name, type, call)          \
  int is = chosen(kind, name);                  \
  type result = call;                           \
  if (is) die(kind, name);                      \
  return result

#define WRITING(fd, first, bytes, call)                                                    \
  int is_socket = 0;                                                                       \
  const char *name = look(fd, &is_socket);                                                 \
  if (!name || (is_socket && ((bytes) < 8 || memcmp(first, "HTTP/1.1", 8)))) return call;  \
  AROUND(is_socket ? "answer" : "write", is_socket ? "" : name, ssize_t, call)

ssize_t write(int fd, const void *data, size_t bytes) {
  REAL(ssize_t, "write", int, const void *, size_t);
  WRITING(fd, data, bytes, real(fd, data, bytes));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  WRITING(fd, parts[0].iov_base, count > 0 ? parts[0].iov_len : 0, real(fd, parts, count));
}

#define PWRITE(name)                                                  \
  ssize_t name(int fd, const void *data, size_t bytes, off64_t at) {  \
    REAL(ssize_t, #name, int, const void *, size_t, off64_t);         \
    WRITING(fd, data, bytes, real(fd, data, bytes, at));              \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

#define OF_FILE(kind, call)                                \
  int is_socket = 0;                                       \
  const char *name = look(fd, &is_socket);                 \
  if (!name || is_socket) return call;                     \
  AROUND(kind, name, int, call)

#define SYNC(name_of)                     \
  int name_of(int fd) {                   \
    REAL(int, #name_of, int);             \
    OF_FILE("sync", real(fd));            \
  }
SYNC(fsync)
SYNC(fdatasync)

#define CUT(name_of)                         \
  int name_of(int fd, off64_t bytes) {       \
    REAL(int, #name_of, int, off64_t);       \
    OF_FILE("cut", real(fd, bytes));         \
  }
CUT(ftruncate)
CUT(ftruncate64)

#define OF_NAME(path, call)                            \
  const char *name = counts() ? in_folder(path) : 0;   \
  if (!name) return call;                              \
  AROUND("name", name, int, call)

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  OF_NAME(path, real(path));
}

int rmdir(const char *path) {
  REAL(int, "rmdir", const char *);
  OF_NAME(path, real(path));
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  OF_NAME(path, real(path, mode));
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  OF_NAME(to, real(from, to));
}

#define OPEN(name_of)                                                                   \
  int name_of(const char *path, int flags, ...) {                                       \
    REAL(int, #name_of, const char *, int, ...);                                        \
    va_list rest;                                                                       \
    va_start(rest, flags);                                                              \
    int mode = flags & O_CREAT ? va_arg(rest, int) : 0;                                 \
    va_end(rest);                                                                       \
    if (!(flags & O_CREAT) || access(path, F_OK) == 0) return real(path, flags, mode);  \
    OF_NAME(path, real(path, flags, mode));                                             \
  }
OPEN(open)
OPEN(open64)

ssize_t read(int fd, void *data, size_t bytes) {
  REAL(ssize_t, "read", int, void *, size_t);
  ssize_t done = real(fd, data, bytes);
  int is_socket = 0;
  if (!armed && done > 12 && !memcmp(data, "POST /hooks/", 12) && look(fd, &is_socket) && is_socket) armed = 1;
  return done;
}

pid_t fork(void) {
  REAL(pid_t, "fork", void);
  if (!counts()) return real();
  int is = chosen("fork", "");
  pid_t child = real();
  if (is && child != 0) die("fork", "");
  return child;
}

pid_t waitpid(pid_t pid, int *status, int options) {
  REAL(pid_t, "waitpid", pid_t, int *, int);
  pid_t ended = real(pid, status, options);
  // There is no moment before: the child has ended, whoever collects it.
  if (ended > 0 && counts() && chosen("wait", "")) die("wait", "");
  return ended;
}

int kill(pid_t pid, int number) {
  REAL(int, "kill", pid_t, int);
  if (!counts() || number == 0 || pid == daemon_pid) return real(pid, number);
  AROUND("kill", "", int, real(pid, number));
}
