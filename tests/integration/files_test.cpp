// SPDX-License-Identifier: MIT
// save and load, of arrays and views.
#include <fstream>

#include <tenon/tenon.hpp>

#include "run_tool.hpp"

namespace tenon::testing {

namespace {

using Files = ToolTest;

bool same(const Array& a, const Array& b) {
    return a.dtype() == b.dtype() && a.shape() == b.shape() && all_of(a == b).item<bool>();
}

}  // namespace

TEST_F(Files, EveryDtypeComesBack) {
    for (int i = 0; i < dtype_count; ++i) {
        const auto type = static_cast<DType>(i);
        const Array a = astype(reshape(arange(24), {2, 3, 4}), type);
        save(path("a.npy"), a);
        EXPECT_TRUE(same(load(path("a.npy")), a)) << name(type);
    }
}

TEST_F(Files, ViewsAreSavedAsTheyLook) {
    const Array a = reshape(arange(60), {6, 10});
    for (const Array& view : {Array(a(slice(1, 5, 2), slice(end, end, -3))), a.T(),
                              Array(a(2, all)), Array(a(all, newaxis, 3))}) {
        save(path("a.npy"), view);
        EXPECT_TRUE(same(load(path("a.npy")), view)) << view;
    }
}

TEST_F(Files, ShapesWithoutElementsOrDimensions) {
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{3, 0, 2}}) {
        save(path("a.npy"), zeros(shape));
        EXPECT_EQ(load(path("a.npy")).shape(), shape);
    }
}

TEST_F(Files, LargeArraysGoOutInBlocks) {
    const Array a = reshape(arange(5'000'000), {1000, 5000}).T();
    save(path("a.npy"), a);
    EXPECT_TRUE(same(load(path("a.npy")), a));
}

TEST_F(Files, FortranOrder) {
    std::string text = "{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3), }\n";
    std::string bytes = "\x93NUMPY";
    bytes += std::string("\x01\x00", 2) + static_cast<char>(text.size()) + '\0' + text;
    const std::int32_t values[] = {0, 3, 1, 4, 2, 5};
    bytes.append(reinterpret_cast<const char*>(values), sizeof values);
    std::ofstream(folder_ / "f.npy", std::ios::binary) << bytes;
    EXPECT_TRUE(same(load(path("f.npy")), astype(reshape(arange(6), {2, 3}), DType::int32)));
}

TEST_F(Files, PicturesNeedTwoDimensionsAndRealNumbers) {
    EXPECT_THROW(save_png(path("a.png"), zeros({3})), ShapeError);
    EXPECT_THROW(save_png(path("a.png"), zeros({3, 3}, DType::complex64)), DTypeError);
    EXPECT_THROW(save_png(path("a.png"), zeros({3, 0})), ValueError);
    EXPECT_TRUE(files().empty());
}

TEST_F(Files, ColorsAreThePixelsOfThePicture) {
    const Array levels = reshape(linspace(-1, 2, 12), {3, 4});
    const Array gray = colors(levels, ColorMap::gray, 0, 1);
    EXPECT_EQ(gray.shape(), (Shape{3, 4, 3}));
    save_png(path("a.png"), levels, ColorMap::gray, 0, 1);
    for (int channel = 0; channel < 3; ++channel)
        EXPECT_TRUE(same(gray(all, all, channel) / 255.0, load_png(path("a.png"))));
    const Array swings = colors(array({-1.0, 0.0, 1.0})(newaxis, all), ColorMap::balance);
    EXPECT_LT(swings(0, 0, 0).item<std::int32_t>(), swings(0, 0, 2).item<int>());  // blue
    EXPECT_EQ(swings(0, 1, 0).item<std::int32_t>(), swings(0, 1, 2).item<int>());  // pale
    EXPECT_GT(swings(0, 2, 0).item<std::int32_t>(), swings(0, 2, 2).item<int>());  // red
    EXPECT_EQ(colors(zeros({0, 3})).shape(), (Shape{0, 3, 3}));
    EXPECT_THROW(colors(zeros({3})), ShapeError);
    EXPECT_THROW(colors(zeros({3, 3}, DType::complex64)), DTypeError);
}

TEST_F(Files, GrayPicturesComeBack) {
    const Array levels = reshape(arange(256), {16, 16}) / 255.0;
    save_png(path("a.png"), levels, ColorMap::gray, 0, 1);
    EXPECT_TRUE(same(load_png(path("a.png")), levels));
}

}  // namespace tenon::testing
