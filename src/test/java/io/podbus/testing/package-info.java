/// What the tests of several packages use.
@NullMarked
package io.podbus.testing;

import org.jspecify.annotations.NullMarked;
