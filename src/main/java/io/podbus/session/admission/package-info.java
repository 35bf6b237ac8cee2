/// Who gets in, and when: the policy's word, its record, limits, and the turns of starts.
@org.jspecify.annotations.NullMarked
package io.podbus.session.admission;
