// SPDX-License-Identifier: MIT
/// Errors as users read them: of the right type, naming the operation, the argument, the remedy.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <tenon/error.hpp>

namespace support {

/// Calls, and expects an error of exactly type E whose text has all the parts.
template <class E, class F>
void expect_error(F call, std::initializer_list<std::string_view> parts) {
    try {
        call();
    } catch (const E& error) {
        EXPECT_EQ(typeid(error), typeid(E)) << error.what();
        const std::string text = error.what();
        for (const std::string_view part : parts)
            EXPECT_NE(text.find(part), std::string::npos)
                << "\"" << part << "\" is not in: " << text;
        EXPECT_EQ(text.find('\n'), std::string::npos) << "one sentence is enough: " << text;
        return;
    } catch (const std::exception& error) {
        ADD_FAILURE() << "another error: " << error.what();
        return;
    }
    ADD_FAILURE() << "no error";
}

}  // namespace support
