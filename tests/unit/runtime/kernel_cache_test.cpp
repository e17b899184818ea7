// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "child.hpp"
#include "runtime/code_loader.hpp"
#include "scratch_folder.hpp"

namespace tenon::runtime {
namespace {

namespace fs = std::filesystem;

base::Hash128 key(std::uint64_t number) { return {number, ~number}; }

ObjectCache::Object object(std::size_t bytes, char fill = 'o') {
    return {std::string(bytes, fill), "kernel_" + std::to_string(bytes)};
}

std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

void write(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

mode_t mode_of(const fs::path& path) {
    struct stat status{};
    return lstat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

void make_old(const fs::path& path, std::chrono::hours age) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - age);
}

class KernelCache : public testing::Test {
protected:
    KernelCache() {
        former_ =
            base::set_warning_sink([this](std::string_view text) { warnings_.emplace_back(text); });
        base::forget_warnings();
    }
    ~KernelCache() override { base::set_warning_sink(std::move(former_)); }

    std::string folder() const { return scratch_.path() + "/cache/tenon"; }
    fs::path file(std::uint64_t number) const {
        return folder() + "/" + key(number).hex() + ".tno";
    }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder()), fs::directory_iterator()));
    }

    ScratchFolder scratch_;
    std::vector<std::string> warnings_;

private:
    base::WarningSink former_;
};

TEST_F(KernelCache, FindsWhatWasStored) {
    const ObjectCache cache(folder());
    EXPECT_EQ(cache.problem(), "");
    EXPECT_FALSE(cache.find(key(1)));
    cache.store(key(1), object(3000, 'a'));
    cache.store(key(2), object(0));
    const auto found = cache.find(key(1));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->bytes, std::string(3000, 'a'));
    EXPECT_EQ(found->symbol, "kernel_3000");
    ASSERT_TRUE(cache.find(key(2)));
    EXPECT_EQ(cache.find(key(2))->bytes, "");
    EXPECT_FALSE(cache.find(key(3)));
    EXPECT_TRUE(warnings_.empty());
}

TEST_F(KernelCache, IsSeenByTheNextProcess) {
    EXPECT_TRUE(succeeds_in_child([this] {
        ObjectCache(folder()).store(key(1), object(100));
        return true;
    }));
    EXPECT_TRUE(ObjectCache(folder()).find(key(1)));
}

TEST_F(KernelCache, ReplacesAnObjectOfTheSameKey) {
    const ObjectCache cache(folder());
    cache.store(key(1), object(10, 'a'));
    cache.store(key(1), object(10, 'b'));
    EXPECT_EQ(cache.find(key(1))->bytes, std::string(10, 'b'));
    EXPECT_EQ(cache.stats().files, 1u);
}

TEST_F(KernelCache, CountsAndClearsItsOwnFilesOnly) {
    const ObjectCache cache(folder());
    for (std::uint64_t i = 0; i < 5; ++i)
        cache.store(key(i), object(1000));
    write(folder() + "/notes.txt", "mine");
    EXPECT_EQ(cache.stats().files, 5u);
    EXPECT_GE(cache.stats().bytes, 5000u);
    EXPECT_EQ(cache.clear(), 5u);
    EXPECT_EQ(cache.stats().files, 0u);
    EXPECT_EQ(read(folder() + "/notes.txt"), "mine");
}

TEST_F(KernelCache, MakesItsFolderAndFilesForTheOwnerAlone) {
    const ObjectCache cache(folder());
    cache.store(key(1), object(10));
    EXPECT_EQ(mode_of(folder()), 0700u);
    EXPECT_EQ(mode_of(file(1)), 0600u);
}

TEST_F(KernelCache, MakesItsFolderAgainWhenSomebodyRemovedIt) {
    const ObjectCache cache(folder());
    fs::remove_all(folder());
    EXPECT_FALSE(cache.find(key(1)));
    EXPECT_EQ(cache.stats().files, 0u);
    cache.store(key(1), object(10));
    EXPECT_TRUE(cache.find(key(1)));
}

TEST_F(KernelCache, TreatsEveryDamageAsAbsentAndRemovesTheFile) {
    const ObjectCache cache(folder());
    cache.store(key(1), object(200));
    const std::string good = read(file(1));
    for (std::size_t size = 0; size < good.size(); ++size) {
        write(file(1), good.substr(0, size));
        ASSERT_FALSE(cache.find(key(1))) << "cut to " << size;
        ASSERT_FALSE(fs::exists(file(1)));
    }
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string damaged = good;
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
        write(file(1), damaged);
        ASSERT_FALSE(cache.find(key(1))) << "byte " << at;
    }
    write(file(1), good + "x");
    EXPECT_FALSE(cache.find(key(1)));
    write(file(2), good);
    EXPECT_FALSE(cache.find(key(2))) << "another key's object under this name";
    cache.store(key(1), object(200));
    EXPECT_TRUE(cache.find(key(1)));
}

TEST_F(KernelCache, DoesNotTrustAFileThatOthersMayWrite) {
    const ObjectCache cache(folder());
    cache.store(key(1), object(10));
    fs::permissions(file(1), fs::perms::group_write, fs::perm_options::add);
    EXPECT_FALSE(cache.find(key(1)));
    EXPECT_FALSE(fs::exists(file(1)));
}

TEST_F(KernelCache, DoesNotFollowALinkNorWaitForAPipe) {
    const ObjectCache cache(folder());
    cache.store(key(1), object(10));
    fs::rename(file(1), folder() + "/elsewhere");
    fs::create_symlink(folder() + "/elsewhere", file(1));
    EXPECT_FALSE(cache.find(key(1)));
    ASSERT_EQ(mkfifo(file(2).c_str(), 0600), 0);
    EXPECT_FALSE(cache.find(key(2)));
    cache.store(key(1), object(10));
    EXPECT_TRUE(cache.find(key(1)));
}

TEST_F(KernelCache, DoesNotTrustAnotherUsersFiles) {
    if (geteuid() != 0)
        GTEST_SKIP() << "only root can give files away";
    const ObjectCache cache(folder());
    cache.store(key(1), object(10));
    ASSERT_EQ(chown(file(1).c_str(), 12345, 12345), 0);
    EXPECT_FALSE(cache.find(key(1)));
    EXPECT_TRUE(fs::exists(file(1))) << "not ours to remove";
    ASSERT_EQ(chown(folder().c_str(), 12345, 12345), 0);
    EXPECT_EQ(ObjectCache(folder()).problem(), "it belongs to another user");
}

TEST_F(KernelCache, RefusesAFolderThatOthersMayWriteAndWarnsOnce) {
    fs::create_directories(folder());
    fs::permissions(folder(), fs::perms::others_write, fs::perm_options::add);
    for (int i = 0; i < 3; ++i) {
        const ObjectCache cache(folder());
        EXPECT_EQ(cache.problem(), "others may write to it");
        cache.store(key(1), object(10));
        EXPECT_FALSE(cache.find(key(1)));
    }
    EXPECT_EQ(files(), 0u);
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_NE(warnings_[0].find(folder()), std::string::npos) << warnings_[0];
    EXPECT_NE(warnings_[0].find("TENON_CACHE_DIR"), std::string::npos) << warnings_[0];
}

TEST_F(KernelCache, RefusesALinkAFileAndAFolderThatCannotBeMade) {
    fs::create_directories(scratch_.path() + "/real");
    fs::create_directory_symlink(scratch_.path() + "/real", scratch_.path() + "/link");
    write(scratch_.path() + "/file", "text");
    for (const char* name : {"/link", "/link/", "/file", "/file/below"}) {
        const ObjectCache cache(scratch_.path() + name);
        EXPECT_NE(cache.problem(), "") << name;
        cache.store(key(1), object(10));
        EXPECT_FALSE(cache.find(key(1)));
    }
    EXPECT_NE(ObjectCache("").problem(), "");
    EXPECT_TRUE(fs::is_empty(scratch_.path() + "/real"));
}

TEST_F(KernelCache, RemovesTheOldestWhenItGrowsPastItsLimit) {
    const ObjectCache cache(folder(), 10'000);
    for (std::uint64_t i = 0; i < 9; ++i) {
        cache.store(key(i), object(1000));
        make_old(file(i), std::chrono::hours(20 - static_cast<int>(i)));
    }
    cache.store(key(100), object(1000));
    cache.store(key(101), object(1000));
    EXPECT_LE(cache.stats().bytes, 10'000u);
    EXPECT_FALSE(cache.find(key(0)));
    for (std::uint64_t i : {std::uint64_t{8}, std::uint64_t{100}, std::uint64_t{101}})
        EXPECT_TRUE(cache.find(key(i))) << i;
    cache.store(key(200), object(20'000));
    EXPECT_FALSE(cache.find(key(200))) << "larger than all of it";
    EXPECT_GT(cache.stats().files, 4u);
}

TEST_F(KernelCache, KeepsWhatIsUsed) {
    const ObjectCache cache(folder());
    cache.store(key(1), object(10));
    make_old(file(1), std::chrono::hours(100));
    EXPECT_TRUE(cache.find(key(1)));
    EXPECT_GT(fs::last_write_time(file(1)),
              fs::file_time_type::clock::now() - std::chrono::hours(1));
}

TEST_F(KernelCache, RemovesWhatKilledProcessesLeft) {
    const ObjectCache cache(folder());
    const fs::path left = folder() + "/.new-123-1-5";
    const fs::path fresh = folder() + "/.new-124-1-5";
    write(left, "half");
    write(fresh, "half");
    make_old(left, std::chrono::hours(2));
    cache.store(key(1), object(10));
    EXPECT_FALSE(fs::exists(left));
    EXPECT_TRUE(fs::exists(fresh)) << "may be another process at work";
}

TEST_F(KernelCache, GivesUpQuietlyWhenTheDiskIsFull) {
    EXPECT_TRUE(succeeds_in_child([this] {
        const ObjectCache cache(folder());
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{2000, 2000};
        setrlimit(RLIMIT_FSIZE, &limit);
        for (std::uint64_t i = 0; i < 3; ++i)
            cache.store(key(i), object(50'000));
        cache.store(key(9), object(100));
        return files() == 1 && cache.find(key(9)) && warnings_.size() == 1;
    }));
}

TEST_F(KernelCache, ServesEightProcessesAtOnce) {
    constexpr std::uint64_t shared = 20;
    std::vector<pid_t> children;
    for (unsigned child = 0; child < 8; ++child)
        children.push_back(start_child([this, child] {
            const ObjectCache cache(folder());
            std::mt19937 random(child);
            bool right = true;
            for (int i = 0; i < 300; ++i) {
                const std::uint64_t number = random() % shared;
                const std::size_t bytes = 500 + number * 100;
                if (random() % 2 == 0)
                    cache.store(key(number), object(bytes, static_cast<char>('a' + number)));
                else if (const auto found = cache.find(key(number)))
                    right &= found->bytes == std::string(bytes, static_cast<char>('a' + number));
                const std::uint64_t own = 1000 + child;
                cache.store(key(own), object(own));
                const auto mine = cache.find(key(own));
                right &= mine && mine->bytes.size() == own;
            }
            return right && warnings_.empty();
        }));
    for (const pid_t child : children)
        EXPECT_TRUE(succeeds(child));
    const ObjectCache cache(folder());
    EXPECT_EQ(cache.stats().files, shared + 8);
    EXPECT_EQ(files(), shared + 8) << "nothing half-written is left";
}

TEST_F(KernelCache, StaysBelowItsLimitUnderManyProcesses) {
    std::vector<pid_t> children;
    for (unsigned child = 0; child < 4; ++child)
        children.push_back(start_child([this, child] {
            const ObjectCache cache(folder(), 100'000);
            for (std::uint64_t i = 0; i < 200; ++i)
                cache.store(key(child * 1000 + i), object(1000));
            return warnings_.empty();
        }));
    for (const pid_t child : children)
        EXPECT_TRUE(succeeds(child));
    // Each process sees the others' files only every now and then.
    EXPECT_LE(ObjectCache(folder()).stats().bytes, 4u * 100'000u);
}

TEST_F(KernelCache, ServesManyThreadsAtOnce) {
    const ObjectCache cache(folder());
    std::vector<std::thread> threads;
    for (std::uint64_t t = 0; t < 4; ++t)
        threads.emplace_back([&cache, t] {
            for (std::uint64_t i = 0; i < 50; ++i) {
                cache.store(key(i % 5), object(100));
                cache.store(key(100 + t), object(200));
                EXPECT_TRUE(cache.find(key(100 + t)));
                EXPECT_TRUE(cache.find(key(i % 5)));
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(files(), 9u);
}

TEST(KernelCacheFolder, FollowsTheEnvironment) {
    EXPECT_TRUE(succeeds_in_child([] {
        setenv("HOME", "/home/somebody", 1);
        unsetenv("XDG_CACHE_HOME");
        unsetenv("TENON_CACHE_DIR");
        bool right = ObjectCache::default_folder() == "/home/somebody/.cache/tenon";
        setenv("XDG_CACHE_HOME", "relative is ignored", 1);
        right &= ObjectCache::default_folder() == "/home/somebody/.cache/tenon";
        setenv("XDG_CACHE_HOME", "/xdg", 1);
        right &= ObjectCache::default_folder() == "/xdg/tenon";
        setenv("TENON_CACHE_DIR", "/mine", 1);
        return right && ObjectCache::default_folder() == "/mine";
    }));
}

TEST_F(KernelCache, KeepsARelativeFolderWhenTheProcessMovesOn) {
    EXPECT_TRUE(succeeds_in_child([this] {
        if (chdir(scratch_.path().c_str()) != 0)
            return false;
        const ObjectCache cache("relative");
        cache.store(key(1), object(10));
        return chdir("/") == 0 && cache.find(key(1)).has_value();
    }));
}

}  // namespace
}  // namespace tenon::runtime
