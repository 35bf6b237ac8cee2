package io.podbus.session;

import io.podbus.podman.catalog.Operation.Output;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.podbus.session.journal.SessionJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// What a one-shot wrote for programs to read, out of its journal and parsed, when somebody asks
/// for it. Nothing is kept for it: where the journal does not have all of it any more, or it is
/// longer than [#MAX_BYTES], there is no result.
///
/// Owned by the session's event loop.
final class ResultText {
  static final int MAX_BYTES = 8 * 1024 * 1024;

  /// Beyond this the parser goes to a worker.
  private static final int QUICK_BYTES = 64 * 1024;

  private static final int PAGE_BYTES = 256 * 1024;

  private final Vertx vertx;
  private final SessionJournal journal;
  private final Output form;

  ResultText(Vertx vertx, SessionJournal journal, Output form) {
    this.vertx = vertx;
    this.journal = journal;
    this.form = form;
  }

  /// Adds `result` to the answer of a session that has ended, or `truncated` where there is none
  /// any more; neither for text.
  ///
  /// @return fails with `podman-failed` where what podman wrote is no JSON
  Future<JsonObject> addTo(JsonObject answer) {
    if (form == Output.TEXT) {
      return Future.succeededFuture(answer);
    }
    return new Gathering().from(0).compose(gathered -> add(answer, gathered));
  }

  private Future<JsonObject> add(JsonObject answer, Gathering gathered) {
    if (gathered.incomplete) {
      return Future.succeededFuture(answer.put("truncated", true));
    }
    Buffer whole = gathered.text;
    Future<Object> parsed =
        whole.length() <= QUICK_BYTES
            ? Future.succeededFuture(whole).map(this::parse)
            : vertx.executeBlocking(() -> parse(whole));
    return parsed.map(value -> answer.put("result", value));
  }

  private Object parse(Buffer whole) {
    try {
      if (form == Output.JSON) {
        return Json.decodeValue(whole);
      }
      JsonArray lines = new JsonArray();
      whole
          .toString()
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(line -> lines.add(Json.decodeValue(line)));
      return lines;
    } catch (DecodeException e) {
      throw new FailureException(
          new Failure.PodmanFailed("What podman answered is no JSON: " + e.getMessage(), 0, ""));
    }
  }

  /// One way through the journal.
  private final class Gathering {
    private final Buffer text = Buffer.buffer();
    private boolean incomplete;

    Future<Gathering> from(long seq) {
      return journal
          .read(
              new ReadRequest(
                  null,
                  new From.Seq(seq),
                  StreamName.STDOUT,
                  PAGE_BYTES,
                  Duration.ZERO,
                  Delivery.RETAINED,
                  null))
          .compose(this::take);
    }

    private Future<Gathering> take(RecordBatch batch) {
      for (JournalRecord entry : batch.records()) {
        if (entry instanceof OutputRecord output) {
          incomplete |= text.length() + output.bytes().length() > MAX_BYTES;
          if (!incomplete) {
            text.appendBuffer(output.bytes());
          }
        }
        incomplete |= entry instanceof JournalRecord.Gap;
      }
      return incomplete || batch.ended() || batch.records().isEmpty()
          ? Future.succeededFuture(this)
          : from(batch.nextSeq());
    }
  }
}
