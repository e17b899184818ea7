// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cstdlib>

#include <gtest/gtest.h>

#include "kernel_cache_fixture.hpp"

namespace tenon::runtime {
namespace {

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

TEST_F(KernelCache, MakesItsFolderAgainWhenSomebodyRemovedIt) {
    const ObjectCache cache(folder());
    fs::remove_all(folder());
    EXPECT_FALSE(cache.find(key(1)));
    EXPECT_EQ(cache.stats().files, 0u);
    cache.store(key(1), object(10));
    EXPECT_TRUE(cache.find(key(1)));
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
