// SPDX-License-Identifier: MIT
#include "base/bytes.hpp"

namespace tenon::base {

ByteWriter& ByteWriter::put_text(std::string_view text) {
    put(std::uint64_t{text.size()});
    return put_raw(text);
}

ByteWriter& ByteWriter::put_raw(std::string_view bytes) {
    bytes_.append(bytes);
    return *this;
}

std::string_view ByteReader::raw(std::uint64_t size) {
    if (size > rest_.size())
        fail();
    if (!good_)
        return {};
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
}

void ByteReader::fail() {
    good_ = false;
    rest_ = {};
}

}  // namespace tenon::base
