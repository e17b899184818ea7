// SPDX-License-Identifier: MIT
/// Looking at values: evaluation, copies to the host, conversion.
#include <cstring>

#include <tenon/manipulation.hpp>
#include <tenon/runtime.hpp>

#include "api/apply.hpp"

namespace tenon {

using detail::ArrayAccess;
using tape::ViewRef;

const Array& Array::eval() const {
    engine::settle(*ArrayAccess::view(*this, "eval").storage);
    return *this;
}

void Array::copy_to(void* out) const {
    const ViewRef view = ArrayAccess::view(*this, "copy_to");
    if (view.layout->size == 0)
        return;
    if (!view.layout->contiguous) {
        tenon::copy(*this).copy_to(out);
        return;
    }
    engine::settle(*view.storage);
    auto& device = static_cast<engine::DevicePlace*>(view.storage->place)->device();
    const char* from = static_cast<const char*>(view.storage->address) + view.offset;
    device.copy_to_host(out, from, static_cast<std::size_t>(nbytes()));
}

void* Array::data(DType type) const {
    const ViewRef view = ArrayAccess::view(*this, "data");
    if (type != view.layout->dtype)
        throw DTypeError("data: the array is " + std::string(name(view.layout->dtype)) + ", not " +
                         std::string(name(type)) + "; use astype first");
    auto& device = static_cast<engine::DevicePlace*>(view.storage->place)->device();
    if (!device.host_accessible())
        throw DeviceError("data: the array lives on device \"" + device.name() +
                          "\", which the host cannot read; use copy_to or values");
    engine::share(*view.storage);
    return static_cast<char*>(view.storage->address) + view.offset;
}

std::string explain(const Array& array) {
    return engine::explain(*ArrayAccess::view(array, "explain").storage);
}

namespace {

template <class T>
std::vector<T> read_values(const Array& array) {
    const Array converted = array.dtype() == dtype_of<T> ? array : array.astype(dtype_of<T>);
    if constexpr (std::same_as<T, bool>) {
        std::vector<char> bytes(static_cast<std::size_t>(converted.size()));
        converted.copy_to(bytes.data());
        return {bytes.begin(), bytes.end()};
    } else {
        std::vector<T> values(static_cast<std::size_t>(converted.size()));
        converted.copy_to(values.data());
        return values;
    }
}

template <class T>
T read_item(const Array& array) {
    if (array.size() != 1)
        throw ShapeError("item: the array has " + std::to_string(array.size()) +
                         " elements, shape " + api::shape_text(array.shape()) +
                         "; choose one by indexing, or use values()");
    return read_values<T>(array)[0];
}

}  // namespace

#define TENON_ITEM(T)                                                                              \
    template <>                                                                                    \
    T Array::item<T>() const {                                                                     \
        return read_item<T>(*this);                                                                \
    }                                                                                              \
    template <>                                                                                    \
    std::vector<T> Array::values<T>() const {                                                      \
        return read_values<T>(*this);                                                              \
    }
TENON_ITEM(bool)
TENON_ITEM(std::int8_t)
TENON_ITEM(std::int16_t)
TENON_ITEM(std::int32_t)
TENON_ITEM(std::int64_t)
TENON_ITEM(std::uint8_t)
TENON_ITEM(std::uint16_t)
TENON_ITEM(std::uint32_t)
TENON_ITEM(std::uint64_t)
TENON_ITEM(float16)
TENON_ITEM(float)
TENON_ITEM(double)
TENON_ITEM(std::complex<float>)
TENON_ITEM(std::complex<double>)
#undef TENON_ITEM

}  // namespace tenon
