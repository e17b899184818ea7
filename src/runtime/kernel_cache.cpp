// SPDX-License-Identifier: MIT
// One file for each object, named by its key; docs/internals/kernel_cache.md says why.
#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <vector>

#include "base/environment.hpp"
#include "base/log.hpp"
#include "runtime/code_loader.hpp"
#include "runtime/object_file.hpp"
#include "runtime/private_folder.hpp"

namespace tenon::runtime {
namespace {

constexpr std::string_view suffix = ".tno";
constexpr std::string_view temporary = ".new-";
constexpr std::size_t largest_file = std::size_t{64} << 20;
constexpr std::size_t rescan_every = 64;          ///< stores; other processes store too
constexpr std::time_t abandoned_after = 3600;     ///< seconds; what a killed process left
constexpr std::time_t refresh_after = 24 * 3600;  ///< seconds; use makes a file young again

std::string file_name(const base::Hash128& key) { return key.hex() + std::string(suffix); }

bool read_all(int fd, std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t got = read(fd, text.data() + done, text.size() - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += static_cast<std::size_t>(got);
    }
    return true;
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t put = ::write(fd, text.data(), text.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

bool is_object_name(std::string_view name) {
    return name.size() == 32 + suffix.size() && name.ends_with(suffix) &&
           name.find_first_not_of("0123456789abcdef") == 32;
}

struct File {
    std::string name;
    std::size_t bytes;
    std::time_t time;
    long nanoseconds;
    bool object;  ///< or being written
};

/// The files that are ours; others in the folder are left alone.
std::vector<File> list_files(int folder) {
    std::vector<File> files;
    // A descriptor of its own: reading a folder moves the position in it.
    const int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* stream = fd >= 0 ? fdopendir(fd) : nullptr;
    if (stream == nullptr) {
        if (fd >= 0)
            close(fd);
        return files;
    }
    while (const dirent* entry = readdir(stream)) {
        const std::string_view name = entry->d_name;
        struct stat status{};
        if ((is_object_name(name) || name.starts_with(temporary)) &&
            fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode))
            files.push_back({std::string(name), static_cast<std::size_t>(status.st_size),
                             status.st_mtim.tv_sec, status.st_mtim.tv_nsec, is_object_name(name)});
    }
    closedir(stream);
    return files;
}

bool is_abandoned(const File& file) {
    return !file.object && file.time + abandoned_after < std::time(nullptr);
}

/// Unique in the folder, among processes and threads; O_EXCL catches what is not.
std::string temporary_name() {
    static std::atomic<unsigned> counter{0};
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return std::string(temporary) + std::to_string(getpid()) + "-" + std::to_string(++counter) +
           "-" + std::to_string(now.tv_nsec);
}

std::string home_folder() {
    if (const char* home = base::environment("HOME"); home != nullptr && home[0] == '/')
        return home;
    const passwd* user = getpwuid(geteuid());
    return user != nullptr && user->pw_dir != nullptr && user->pw_dir[0] == '/' ? user->pw_dir : "";
}

std::string absolute(const std::string& folder) {
    if (folder.empty())
        return folder;
    std::error_code error;
    std::string path = std::filesystem::absolute(folder, error).lexically_normal().string();
    // A slash at the end would follow a link.
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

}  // namespace

std::string ObjectCache::default_folder() {
    if (const char* chosen = base::environment("TENON_CACHE_DIR"))
        return chosen;
    if (const char* cache = base::environment("XDG_CACHE_HOME"); cache != nullptr && *cache == '/')
        return std::string(cache) + "/tenon";
    const std::string home = home_folder();
    return home.empty() ? "" : home + "/.cache/tenon";
}

std::size_t ObjectCache::default_limit() {
    return base::environment_bytes("TENON_CACHE_LIMIT").value_or(std::size_t{256} << 20);
}

ObjectCache::ObjectCache(const std::string& folder, std::size_t limit_bytes)
    : folder_(absolute(folder)), limit_bytes_(limit_bytes) {
    if (folder_.empty())
        problem_ = "there is no home folder";
    else
        open_private_folder(folder_, true, &problem_);
    if (problem_.empty())
        return;
    base::warn_once("kernel cache " + folder_,
                    "the kernel cache is off: compiled kernels are not kept in '" + folder_ +
                        "': " + problem_ + "; TENON_CACHE_DIR names another folder");
}

std::optional<ObjectCache::Object> ObjectCache::find(const base::Hash128& key) const {
    std::string problem;
    const FileHandle folder =
        problem_.empty() ? open_private_folder(folder_, false, &problem) : FileHandle();
    if (!folder.valid())
        return std::nullopt;
    const std::string name = file_name(key);
    // O_NONBLOCK: a pipe of that name must not make us wait.
    const FileHandle file(
        openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    struct stat status{};
    if (!file.valid() || fstat(file.get(), &status) != 0 || status.st_uid != geteuid())
        return std::nullopt;
    if (S_ISREG(status.st_mode) && is_private(status) &&
        static_cast<std::size_t>(status.st_size) <= largest_file) {
        std::string text(static_cast<std::size_t>(status.st_size), '\0');
        auto object = read_all(file.get(), text) ? decode_object(key, text) : std::nullopt;
        if (object) {
            if (status.st_mtime + refresh_after < std::time(nullptr))
                futimens(file.get(), nullptr);
            return object;
        }
    }
    unlinkat(folder.get(), name.c_str(), 0);
    return std::nullopt;
}

void ObjectCache::store(const base::Hash128& key, const Object& object) const {
    const std::size_t bytes = encoded_bytes(object);
    if (!problem_.empty() || bytes > limit_bytes_ || bytes > largest_file)
        return;
    std::string problem;
    // Made again when somebody removed it.
    const FileHandle folder = open_private_folder(folder_, true, &problem);
    if (!folder.valid()) {
        base::warn_once("kernel cache " + folder_,
                        "the kernel cache is off: compiled kernels are not kept in '" + folder_ +
                            "': " + problem);
        return;
    }
    keep_below_limit(folder.get(), bytes);
    write(folder.get(), file_name(key), encode_object(key, object));
}

void ObjectCache::write(int folder, const std::string& name, const std::string& text) const {
    const std::string aside = temporary_name();
    FileHandle file(
        openat(folder, aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    const bool made = file.valid();
    // No fsync: what a power failure damages, the checksum finds.
    const bool written = made && write_all(file.get(), text) && file.close() &&
                         renameat(folder, aside.c_str(), folder, name.c_str()) == 0;
    const int error = errno;
    if (written)
        return;
    file.close();
    if (made)
        unlinkat(folder, aside.c_str(), 0);
    base::warn_once("kernel cache " + folder_, "a compiled kernel could not be kept in '" +
                                                   folder_ + "': " + std::strerror(error));
}

/// Makes room: removes the oldest objects, an eighth more than needed so that the folder is read
/// rarely.
void ObjectCache::keep_below_limit(int folder, std::size_t added) const {
    const std::size_t before = estimate_.fetch_add(added);
    if (stores_.fetch_add(1) % rescan_every != 0 && before + added <= limit_bytes_)
        return;
    std::vector<File> files = list_files(folder);
    std::ranges::sort(files, {}, [](const File& f) { return std::pair(f.time, f.nanoseconds); });
    std::size_t total = added;
    for (const File& file : files)
        total += file.bytes;
    const std::size_t goal = total > limit_bytes_ ? limit_bytes_ - limit_bytes_ / 8 : limit_bytes_;
    for (const File& file : files) {
        const bool remove = file.object ? total > goal : is_abandoned(file);
        if (remove && unlinkat(folder, file.name.c_str(), 0) == 0)
            total -= file.bytes;
    }
    estimate_ = total;
}

ObjectCache::Stats ObjectCache::stats() const {
    std::string problem;
    Stats stats;
    const FileHandle folder = open_private_folder(folder_, false, &problem);
    if (!folder.valid())
        return stats;
    for (const File& file : list_files(folder.get())) {
        stats.files += file.object;
        stats.bytes += file.bytes;
    }
    return stats;
}

std::size_t ObjectCache::clear() const {
    std::string problem;
    const FileHandle folder = open_private_folder(folder_, false, &problem);
    std::size_t removed = 0;
    if (!folder.valid())
        return 0;
    // What another process is writing is left to it.
    for (const File& file : list_files(folder.get()))
        if ((file.object || is_abandoned(file)) &&
            unlinkat(folder.get(), file.name.c_str(), 0) == 0)
            removed += file.object;
    estimate_ = 0;
    return removed;
}

}  // namespace tenon::runtime
