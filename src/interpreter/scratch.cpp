// SPDX-License-Identifier: MIT
#include "interpreter/scratch.hpp"

#include <cstdlib>
#include <new>
#include <vector>

namespace tenon::interpreter {

namespace {

constexpr std::size_t alignment = 4096;  // all tiles start alike in the cache

struct Block {
    char* data = nullptr;
    std::size_t bytes = 0;
};

/// One block for each run that is under way on this thread: a run may be entered again. What is
/// pending when a thread ends still runs then: the blocks are made anew, and freed after the run.
struct Blocks {
    ~Blocks() {
        for (const Block& block : blocks)
            std::free(block.data);
    }
    std::vector<Block> blocks;
    std::size_t used = 0;
};
constinit thread_local Blocks* kept = nullptr;
constinit thread_local bool thread_ends = false;

struct Leaver {
    ~Leaver() {
        delete kept;
        kept = nullptr;
        thread_ends = true;
    }
};

Blocks& blocks_of_thread() {
    if (kept == nullptr) {
        kept = new Blocks;
        if (!thread_ends) {
            thread_local const Leaver leaver;
            static_cast<void>(leaver);
        }
    }
    return *kept;
}

void grow(Block& block, std::size_t bytes) {
    bytes = (bytes + alignment - 1) / alignment * alignment;
    std::free(block.data);
    block = {};
    block.data = static_cast<char*>(std::aligned_alloc(alignment, bytes));
    if (block.data == nullptr)
        throw std::bad_alloc();
    block.bytes = bytes;
}

}  // namespace

Scratch::Scratch(std::size_t bytes) {
    Blocks& mine = blocks_of_thread();
    if (mine.used == mine.blocks.size())
        mine.blocks.emplace_back();
    Block& block = mine.blocks[mine.used];
    if (block.bytes < bytes)
        grow(block, bytes);
    ++mine.used;
    data_ = block.data;
}

Scratch::~Scratch() {
    if (--kept->used == 0 && thread_ends) {
        delete kept;
        kept = nullptr;
    }
}

}  // namespace tenon::interpreter
