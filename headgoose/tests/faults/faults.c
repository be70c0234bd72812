/* Loaded into the server by LD_PRELOAD: a disk that is full or errs under one folder, and a clock set to another time.
 *
 * HEADGOOSE_FAULTS names a file of 64-bit numbers, mapped here and written by the test while the server runs:
 *   0  1 while the disk is full
 *   1  of how many calls in 10,000 on the database's files fail with EIO
 *   2  seconds added to the clock
 *   3  calls that failed so far
 * HEADGOOSE_FAULTS_IN is the folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static _Atomic int64_t nothing[4];
static _Atomic int64_t *control = nothing;
static const char *folder = "/nowhere/";
static _Atomic uint64_t turn;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("HEADGOOSE_FAULTS");
    if (getenv("HEADGOOSE_FAULTS_IN")) folder = getenv("HEADGOOSE_FAULTS_IN");
    if (!path) return;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    void *mapped = mmap(NULL, sizeof nothing, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) abort();
    control = mapped;
    turn = (uint64_t)getpid() << 32;
}

/* Whether a descriptor is of a file in the folder; and of the database, when only that is asked for. */
static int ours(int fd, int database_only) {
    char link[40], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return !strncmp(path, folder, strlen(folder)) && (!database_only || strstr(path, ".sqlite3"));
}

static int full(int fd) { return control[0] && ours(fd, 0); }

static int errs(int fd) {
    if (!control[1]) return 0;
    uint64_t x = (turn += 0x9E3779B97F4A7C15u);
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    if ((int64_t)((x ^ (x >> 31)) % 10000) >= control[1] || !ours(fd, 1)) return 0;
    control[3]++;
    return 1;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)
#define FAIL(code) do { errno = (code); return -1; } while (0)

/* A write that errs leaves half of itself on the disk every other time. */
#define WRITE(name, parameters, arguments, half) \
    ssize_t name parameters { \
        REAL(name); \
        if (full(fd)) FAIL(ENOSPC); \
        if (errs(fd)) { if (control[3] % 2) real half; FAIL(EIO); } \
        return real arguments; \
    }
#define READ(name, parameters, arguments) \
    ssize_t name parameters { REAL(name); if (errs(fd)) FAIL(EIO); return real arguments; }
#define SYNC(name) \
    int name(int fd) { REAL(name); if (errs(fd)) FAIL(EIO); return real(fd); }
#define GROW(name, parameters, arguments, failure) \
    int name parameters { REAL(name); if (full(fd)) failure; return real arguments; }

WRITE(write, (int fd, const void *from, size_t size), (fd, from, size), (fd, from, size / 2))
WRITE(pwrite, (int fd, const void *from, size_t size, off_t at), (fd, from, size, at), (fd, from, size / 2, at))
WRITE(pwrite64, (int fd, const void *from, size_t size, off64_t at), (fd, from, size, at), (fd, from, size / 2, at))
READ(read, (int fd, void *into, size_t size), (fd, into, size))
READ(pread, (int fd, void *into, size_t size, off_t at), (fd, into, size, at))
READ(pread64, (int fd, void *into, size_t size, off64_t at), (fd, into, size, at))
SYNC(fsync)
SYNC(fdatasync)
GROW(posix_fallocate, (int fd, off_t at, off_t size), (fd, at, size), return ENOSPC)
GROW(posix_fallocate64, (int fd, off64_t at, off64_t size), (fd, at, size), return ENOSPC)
GROW(fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size), FAIL(ENOSPC))

int clock_gettime(clockid_t clock, struct timespec *said) {
    REAL(clock_gettime);
    int result = real(clock, said);
    if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) said->tv_sec += control[2];
    return result;
}

int gettimeofday(struct timeval *restrict said, void *restrict zone) {
    REAL(gettimeofday);
    int result = real(said, zone);
    if (!result) said->tv_sec += control[2];
    return result;
}

time_t time(time_t *into) {
    struct timespec said;
    clock_gettime(CLOCK_REALTIME, &said);
    if (into) *into = said.tv_sec;
    return said.tv_sec;
}
