// SPDX-License-Identifier: MIT
// Damaged files, and files and folders that somebody else could have written.
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "kernel_cache_fixture.hpp"
#include "runtime/private_folder.hpp"

namespace tenon::runtime {
namespace {

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
    struct stat status{};
    ASSERT_EQ(stat("/", &status), 0);
    if (geteuid() != 0) {  // Only root can give files away: look at what is root's already.
        EXPECT_FALSE(is_private(status));
        EXPECT_EQ(ObjectCache("/").problem(), "it belongs to another user");
        return;
    }
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

TEST_F(KernelCache, MakesItsFolderAndFilesForTheOwnerAlone) {
    const ObjectCache cache(folder());
    cache.store(key(1), object(10));
    EXPECT_EQ(mode_of(folder()), 0700u);
    EXPECT_EQ(mode_of(file(1)), 0600u);
}

}  // namespace
}  // namespace tenon::runtime
