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

/// One block for each run that is under way on this thread: a run may be entered again.
struct Blocks {
    ~Blocks() {
        for (const Block& block : blocks)
            std::free(block.data);
    }
    std::vector<Block> blocks;
    std::size_t used = 0;
};
thread_local Blocks kept;

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
    if (kept.used == kept.blocks.size())
        kept.blocks.emplace_back();
    Block& block = kept.blocks[kept.used];
    if (block.bytes < bytes)
        grow(block, bytes);
    ++kept.used;
    data_ = block.data;
}

Scratch::~Scratch() { --kept.used; }

}  // namespace tenon::interpreter
