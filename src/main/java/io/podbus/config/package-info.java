/// The operator's configuration: one file and the environment, read once into frozen records.
/// Whatever is wrong with it stops the start with one line. Depends on nothing of ours.
@NullMarked
package io.podbus.config;

import org.jspecify.annotations.NullMarked;
