// SPDX-License-Identifier: MIT
/// Command lines. The parser's library stays behind this header: it is large to compile.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <tenon/dtype.hpp>

namespace tenon::tool {

/// What a subcommand says about itself, for completion and the manual.
struct OptionText {
    std::string name;  ///< "--threads"; a position has no dash
    std::string type;  ///< "NUMBER", "TEXT", "a|b" for a choice; empty for a flag
    std::string help;
    bool required = false;
};
struct CommandText {
    std::string name;  ///< "tenon pi"
    std::string summary;
    std::vector<OptionText> options;  ///< positions first, then in the order of --help
    std::string note;
};

class Options {
public:
    /// `name` as the user types it: "tenon pi".
    Options(const std::string& name, const std::string& summary);
    ~Options();
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;

    /// A whole number of at least `least`, "12000000" or "12e6". Names without a dash are
    /// positions, which are required unless `optional`.
    void whole(const std::string& name, std::int64_t& value, std::int64_t least,
               const std::string& help, bool optional = true);
    /// A number above zero.
    void positive(const std::string& name, double& value, const std::string& help);
    void choice(const std::string& name, std::string& value, std::vector<std::string> choices,
                const std::string& help, bool optional = true);
    void text(const std::string& name, std::string& value, const std::string& help);
    void flag(const std::string& name, bool& value, const std::string& help);
    void note(const std::string& text);  ///< after the options in --help

    /// False when --help was asked for and has been printed. @throws UsageError
    bool parse(int count, char** arguments);
    bool given(const std::string& name) const;

    /// Calls `command`, which must parse its options before it does anything else: it then finds
    /// that there is nothing to do.
    static CommandText describe(int (*command)(int count, char** arguments));

private:
    CommandText description() const;
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

/// What all jobs share.
struct JobOptions {
    std::int64_t threads = 0;
    std::string schedule;
    std::string dtype = "float64";
    std::string output;
    std::int64_t repeat = 1;
    bool json = false;
    bool films = false;  ///< whether --output may be an animation

    void add_to(Options& options, const std::string& dtypes);
    /// Hands threads and schedule to Tenon, looks at the output's place before any work is done.
    void apply() const;
    /// @throws UsageError unless `dtype` is one of `allowed`.
    DType type(std::initializer_list<DType> allowed) const;
};

/// @throws UsageError for a name that ends in none of these (".png"), FileError for a folder that
/// is not there or not writable.
void check_output(const std::string& path, const std::vector<std::string>& endings);
bool ends_with(const std::string& text, const std::string& end);

}  // namespace tenon::tool
