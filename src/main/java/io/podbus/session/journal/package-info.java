/// The output journal: one ordered log per session, which everything that shows output reads. Its
/// entry is [SessionJournal]; a session appends, readers pull with
/// [io.podbus.protocol.ReadRequest].
@NullMarked
package io.podbus.session.journal;

import org.jspecify.annotations.NullMarked;
