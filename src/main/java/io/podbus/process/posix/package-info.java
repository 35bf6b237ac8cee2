/// The C library, called directly: the only native code of the service.
///
/// A flat binding: one handle per symbol, one thin typed method each, the error number captured per
/// call. The numbers that it uses are those of Linux with glibc 2.34 or newer, and are the same on
/// x86-64 and aarch64 (system calls 424 and 434 have one number on every architecture; the open
/// flags that differ between the two, such as `O_DIRECTORY`, are not used).
@NullMarked
package io.podbus.process.posix;

import org.jspecify.annotations.NullMarked;
