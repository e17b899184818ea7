// SPDX-License-Identifier: MIT
#include "lib/io/file.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include <tenon/error.hpp>

#include "io_files.hpp"

namespace tenon::lib::io {

TEST_F(FileTest, CommitMakesTheFileAndNothingElse) {
    OutputFile file(path("a.bin"));
    file.write("hello");
    EXPECT_FALSE(std::filesystem::exists(path("a.bin")));
    file.commit();
    EXPECT_EQ(read("a.bin"), "hello");
    EXPECT_EQ(file_count(), 1u);
}

TEST_F(FileTest, WithoutCommitTheOldFileStays) {
    write("a.bin", "old");
    {
        OutputFile file(path("a.bin"));
        file.write("new");
    }
    EXPECT_EQ(read("a.bin"), "old");
    EXPECT_EQ(file_count(), 1u);
}

TEST_F(FileTest, KeepsPermissionsAndFollowsLinks) {
    write("target", "old");
    std::filesystem::permissions(path("target"), std::filesystem::perms::owner_all);
    std::filesystem::create_symlink("target", path("link"));
    OutputFile file(path("link"));
    file.write("new");
    file.commit();
    EXPECT_EQ(read("target"), "new");
    EXPECT_TRUE(std::filesystem::is_symlink(path("link")));
    EXPECT_EQ(std::filesystem::status(path("target")).permissions(),
              std::filesystem::perms::owner_all);
}

TEST_F(FileTest, NewFilesObeyTheUmask) {
    const mode_t before = umask(027);
    OutputFile file(path("a.bin"));
    file.commit();
    umask(before);
    struct stat status{};
    ASSERT_EQ(stat(path("a.bin").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST_F(FileTest, WritesDevicesDirectly) {
    OutputFile file("/dev/null");
    file.write("gone");
    file.commit();
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(FileTest, ErrorsNameTheFileAndTheReason) {
    const auto opened = [](const std::string& name) {
        return error_text<FileError>([&] { OutputFile file(name); });
    };
    EXPECT_EQ(opened("/nowhere/a.bin"), "/nowhere/a.bin: cannot write: No such file or directory");
    EXPECT_EQ(opened(folder_.string()), folder_.string() + ": cannot write: it is a folder");
    const auto missing = error_text<FileError>([&] { InputFile file(path("none")); });
    EXPECT_EQ(missing, path("none") + ": cannot open: No such file or directory");
    const auto folder = error_text<FileError>([&] { InputFile file(folder_.string()); });
    EXPECT_EQ(folder, folder_.string() + ": is a folder, not a file");
    const auto full = error_text<FileError>([] {
        OutputFile file("/dev/full");
        file.write("x");
    });
    EXPECT_EQ(full, "/dev/full: cannot write: No space left on device");
}

TEST_F(FileTest, AFileThatCannotGrowLeavesNothing) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit small = before;
    small.rlim_cur = 1000;
    setrlimit(RLIMIT_FSIZE, &small);
    const std::string text = error_text<FileError>([&] {
        OutputFile file(path("a.bin"));
        file.write(std::string(5000, 'x'));
        file.commit();
    });
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_DFL);
    EXPECT_EQ(text, path("a.bin") + ": cannot write: File too large");
    EXPECT_EQ(file_count(), 0u);
}

TEST_F(FileTest, ReadAllOfFilesAndPipes) {
    const std::string long_text(3'000'000, 'y');
    InputFile file(write("a.bin", long_text));
    EXPECT_EQ(file.size(), long_text.size());
    EXPECT_EQ(file.read_all().size(), long_text.size());
    InputFile device("/dev/null");
    EXPECT_FALSE(device.size().has_value());
    EXPECT_TRUE(device.read_all().empty());
}

}  // namespace tenon::lib::io
