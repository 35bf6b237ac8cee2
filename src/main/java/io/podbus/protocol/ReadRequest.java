package io.podbus.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The pull: asks a session for records from its journal.
///
/// Reading from `fromSeq` says that everything before it has been taken: that is how a `block`
/// reader lets the child go on.
///
/// @param reader the name of a reader with a place (required for [Delivery#BLOCK]), or null
/// @param fromSeq the first record wanted; null for the first that is retained
/// @param maxBytes how much output to answer at most; one record comes always, whatever its size
/// @param waitUpTo how long to wait where there is nothing yet; the answer may then be empty
/// @param blockMax how long the child may stand still for this reader, with [Delivery#BLOCK]; null
///   for the session's own
public record ReadRequest(
    @Nullable String reader,
    @Nullable Long fromSeq,
    int maxBytes,
    Duration waitUpTo,
    Delivery delivery,
    @Nullable Duration blockMax) {}
