// SPDX-License-Identifier: MIT
#include "base/dynamic_library.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

namespace tenon::base {
namespace {

TEST(DynamicLibrary, FindsFunctionsOfALibraryThatExists) {
    const DynamicLibrary math = DynamicLibrary::open("libm.so.6");
    ASSERT_TRUE(math.loaded());
    EXPECT_EQ(math.get_function<double(double)>("floor")(2.5), 2.0);
    EXPECT_EQ(math.find("no_such_function"), nullptr);
}

TEST(DynamicLibrary, TakesTheFirstNameThatLoads) {
    const std::vector<std::string> names{"libtenon_absent.so.1", "libm.so.6"};
    const DynamicLibrary library = DynamicLibrary::open(names);
    EXPECT_TRUE(library.loaded());
    EXPECT_EQ(library.name(), "libm.so.6");
}

TEST(DynamicLibrary, SaysWhyNoneLoads) {
    std::string problem;
    const std::vector<std::string> names{"libtenon_absent.so.1", "libtenon_absent.so.2"};
    const DynamicLibrary library = DynamicLibrary::open(names, &problem);
    EXPECT_FALSE(library.loaded());
    EXPECT_NE(problem.find("libtenon_absent.so.1"), std::string::npos) << problem;
    EXPECT_NE(problem.find("libtenon_absent.so.2"), std::string::npos) << problem;
}

TEST(DynamicLibrary, NamesTheLibraryThatLacksASymbol) {
    const DynamicLibrary math = DynamicLibrary::open("libm.so.6");
    try {
        math.get("no_such_function");
        FAIL() << "no error";
    } catch (const DeviceError& error) {
        EXPECT_NE(std::string(error.what()).find("libm.so.6"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("no_such_function"), std::string::npos);
    }
    EXPECT_THROW(DynamicLibrary().get("floor"), DeviceError);
}

TEST(DynamicLibrary, CanBeMoved) {
    DynamicLibrary first = DynamicLibrary::open("libm.so.6");
    DynamicLibrary second = std::move(first);
    EXPECT_TRUE(second.loaded());
    first = std::move(second);
    EXPECT_TRUE(first.loaded());
}

}  // namespace
}  // namespace tenon::base
