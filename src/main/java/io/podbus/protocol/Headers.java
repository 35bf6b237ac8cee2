package io.podbus.protocol;

/// The headers of messages on the bus beside [Action#HEADER].
public final class Headers {
  /// On `create` and `input`: the `Idempotency-Key`; the same key answers as it did the first time.
  public static final String IDEMPOTENCY_KEY = "idempotencyKey";

  /// On `create` of a build: the name of the file in the uploads' directory of this host that has
  /// its context. Only the service's own gateway can have put it there.
  public static final String UPLOAD = "upload";

  /// On `create`: a reader of this name gets a place with delivery `block` at the first record,
  /// before the program can write anything.
  public static final String READER = "reader";

  /// On replies that can come before the work is done (`create`, `close`): `202` says so.
  public static final String STATUS = "status";

  /// On published output: the session's id.
  public static final String SESSION = "session";

  /// On published output: the record's seq.
  public static final String SEQ = "seq";

  /// On published output: the seq of the output record before it, `-1` for the first; a mismatch is
  /// a hole.
  public static final String PREV_SEQ = "prevSeq";

  /// On published output: `stdout`, `stderr` or `tty`.
  public static final String STREAM = "stream";

  /// On published output: the position of its first byte in its stream.
  public static final String OFFSET = "offset";

  /// On published output: when it was read from the child, RFC 3339.
  public static final String TIME = "time";

  /// On pushed records: `output`, `gap`, `state`, `resize` or `exit`.
  public static final String TYPE = "type";

  /// On pushed output: `true` where the rest of the record waits for more credit.
  public static final String MORE = "more";

  /// On output: `engine` where podman said it before the program ran.
  public static final String SOURCE = "source";

  /// On `read`: [#BINARY] for an answer in one buffer. A header, since who does not know it passes
  /// over it, and answers in JSON; an unknown field would be refused.
  public static final String FORM = "form";

  /// See [#FORM].
  public static final String BINARY = "binary";

  /// On requests of the service's own: who they are for, under the service's seal.
  public static final String CALLER = "caller";

  /// On requests of other clients, where the service asks for a name: `Bearer TOKEN`.
  public static final String AUTHORIZATION = "authorization";

  private Headers() {}
}
