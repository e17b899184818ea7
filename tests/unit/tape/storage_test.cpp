// SPDX-License-Identifier: MIT
// Who keeps bytes alive, and what the memory account says of it.
#include "tape/storage.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tape/live_counts.hpp"
#include "unit/tape/fake_array.hpp"

namespace tenon::tape {
namespace {

using test::NotingPlace;

constexpr std::int64_t large = MemoryAccount::counted_from;

/// The account since the test began; other tests may have left a peak.
struct Account {
    std::int64_t live_before = memory_account().live;
    std::int64_t planned_before = memory_account().planned;
    std::int64_t live() const { return memory_account().live - live_before; }
    std::int64_t planned() const { return memory_account().planned - planned_before; }
};

TEST(Storage, bytes_are_given_back_once_when_handles_and_holders_are_gone) {
    NotingPlace place;
    int there = 0;
    Storage* storage = Storage::make(100, &place);
    storage->address = &there;
    Storage::retain(storage, Storage::handle);
    Storage::retain(storage, Storage::holder);
    Storage::release(storage, Storage::handle);
    EXPECT_TRUE(storage->has_handles());
    Storage::release(storage, Storage::handle);
    EXPECT_FALSE(storage->has_handles());
    EXPECT_EQ(place.released, 0) << "the engine still holds it";
    Storage::release(storage, Storage::holder);
    EXPECT_EQ(place.released, 1);
    EXPECT_EQ(place.last_address, &there);
    EXPECT_EQ(place.last_bytes, 100);
}

TEST(Storage, a_handle_keeps_the_bytes_when_the_engine_lets_go) {
    NotingPlace place;
    int there = 0;
    Storage* storage = Storage::make(100, &place);
    storage->address = &there;
    Storage::retain(storage, Storage::holder);
    Storage::release(storage, Storage::holder);
    EXPECT_EQ(place.released, 0);
    EXPECT_TRUE(storage->has_handles());
    Storage::release(storage, Storage::handle);
    EXPECT_EQ(place.released, 1);
}

TEST(Storage, without_an_address_has_nothing_to_give_back) {
    NotingPlace place;
    Storage::release(Storage::make(large, &place), Storage::handle);
    EXPECT_EQ(place.released, 0);
    Storage::release(nullptr, Storage::handle);
}

TEST(Storage, counts_of_many_threads_agree) {
    NotingPlace place;
    int there = 0;
    Storage* storage = Storage::make(100, &place);
    storage->address = &there;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([storage, t] {
            const std::uint64_t what = t % 2 == 0 ? Storage::handle : Storage::holder;
            for (int i = 0; i < 5000; ++i) {
                Storage::retain(storage, what);
                Storage::release(storage, what);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(storage->counts, Storage::handle);
    EXPECT_EQ(place.released, 0);
    Storage::release(storage, Storage::handle);
    EXPECT_EQ(place.released, 1);
}

/// As a sanitizer sees: whoever comes last ends the storage, and nobody looks at it after that.
TEST(Storage, goes_once_when_one_thread_lets_go_of_it_and_another_one_has_computed_it) {
    const Account account;
    for (const std::int64_t bytes : {std::int64_t{100}, large})
        for (int round = 0; round < 300; ++round) {
            NotingPlace place;
            int there = 0;
            Storage* storage = Storage::make(bytes, &place);
            Storage::retain(storage, Storage::holder);
            std::thread computes([&] {
                storage->address = &there;
                storage->end_promise();
                Storage::release(storage, Storage::holder);
            });
            Storage::release(storage, Storage::handle);
            computes.join();
            EXPECT_EQ(place.released, 1);
        }
    EXPECT_EQ(account.live(), 0);
    EXPECT_EQ(account.planned(), 0);
}

TEST(MemoryAccount, counts_what_eager_evaluation_would_hold) {
    NotingPlace place;
    const Account account;
    Storage* a = Storage::make(large, &place);
    Storage* b = Storage::make(2 * large, &place);
    EXPECT_EQ(account.live(), 3 * large);
    EXPECT_EQ(account.planned(), 3 * large);
    EXPECT_GE(memory_account().peak, account.live_before + 3 * large);

    Storage::retain(a, Storage::handle);
    Storage::release(a, Storage::handle);
    EXPECT_EQ(account.live(), 3 * large) << "one of two handles";

    // Eagerly, the bytes go with the last handle, whoever still needs them to compute.
    Storage::retain(a, Storage::holder);
    Storage::release(a, Storage::handle);
    EXPECT_EQ(account.live(), 2 * large);
    EXPECT_EQ(account.planned(), 2 * large) << "nobody will look at it: it is promised no more";
    Storage::release(a, Storage::holder);
    EXPECT_EQ(account.live(), 2 * large);
    EXPECT_EQ(account.planned(), 2 * large);

    // Whoever places the bytes takes them off the plan; they go without being planned.
    b->address = &place;
    b->end_promise();
    Storage::release(b, Storage::handle);
    EXPECT_EQ(account.live(), 0);
    EXPECT_EQ(account.planned(), 0);
}

TEST(SpareStorages, serve_the_next_storages_of_the_thread) {
    NotingPlace place;
    Storage* const first = Storage::make(100, &place);
    Storage::release(first, Storage::handle);
    Storage* const second = Storage::make(200, &place);
    EXPECT_EQ(second == first, most_spare_storages > 0) << "AddressSanitizer keeps none";
    EXPECT_EQ(second->bytes, 200);
    EXPECT_EQ(second->slot, Storage::no_slot);
    EXPECT_EQ(second->address, nullptr);
    Storage::release(second, Storage::handle);
}

TEST(SpareStorages, are_bounded) {
    NotingPlace place;
    std::vector<Storage*> many(most_spare_storages + 100);
    for (Storage*& storage : many)
        storage = Storage::make(100, &place);
    for (Storage* const storage : many)
        Storage::release(storage, Storage::handle);
    EXPECT_EQ(live_counts().spare_count, most_spare_storages);
}

TEST(SpareStorages, may_have_been_made_by_another_thread) {
    NotingPlace place;
    std::vector<Storage*> many(10);
    std::thread([&] {
        for (Storage*& storage : many)
            storage = Storage::make(100, &place);
    }).join();
    for (Storage* const storage : many)
        Storage::release(storage, Storage::handle);
    EXPECT_LE(live_counts().spare_count, most_spare_storages);
}

TEST(MemoryAccount, remembers_the_peak) {
    NotingPlace place;
    const std::int64_t huge = memory_account().peak - memory_account().live + 1000 * large;
    Storage* storage = Storage::make(huge, &place);
    const std::int64_t peak = memory_account().peak;
    EXPECT_EQ(peak, memory_account().live);
    Storage::release(storage, Storage::handle);
    EXPECT_EQ(memory_account().peak, peak);
}

TEST(MemoryAccount, leaves_small_storages_out) {
    NotingPlace place;
    const Account account;
    Storage* storage = Storage::make(large - 1, &place);
    EXPECT_EQ(account.live(), 0);
    EXPECT_EQ(account.planned(), 0);
    Storage::release(storage, Storage::handle);
    EXPECT_EQ(account.live(), 0);
    EXPECT_EQ(account.planned(), 0);
}

}  // namespace
}  // namespace tenon::tape
