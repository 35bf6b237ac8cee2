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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

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

  /// How far from the end the last line of a build is looked for.
  private static final int LAST_BYTES = 64 * 1024;

  private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");

  private final Vertx vertx;
  private final SessionJournal journal;
  private final Output form;
  private final boolean image;

  /// @param image whether the last line is the id of an image that was made
  ResultText(Vertx vertx, SessionJournal journal, Output form, boolean image) {
    this.vertx = vertx;
    this.journal = journal;
    this.form = form;
    this.image = image;
  }

  /// Adds `result` to the answer of a session that has ended, or `truncated` where there is none
  /// any more; neither for text.
  ///
  /// @return fails with `podman-failed` where what podman wrote is no JSON
  Future<JsonObject> addTo(JsonObject answer) {
    if (image) {
      return addImage(answer);
    }
    if (form == Output.TEXT) {
      return Future.succeededFuture(answer);
    }
    return new Gathering().from(0).compose(gathered -> add(answer, gathered));
  }

  /// podman says last, and only where all went well, what it has made.
  private Future<JsonObject> addImage(JsonObject answer) {
    JsonObject exit = answer.getJsonObject("session").getJsonObject("exit");
    if (!Integer.valueOf(0).equals(exit.getInteger("code"))) {
      return Future.succeededFuture(answer);
    }
    return journal
        .read(
            new ReadRequest(
                null,
                new From.Tail(LAST_BYTES),
                StreamName.STDOUT,
                2 * LAST_BYTES,
                Duration.ZERO,
                Delivery.RETAINED,
                null))
        .map(batch -> {
          StringBuilder text = new StringBuilder();
          for (JournalRecord entry : batch.records()) {
            if (entry instanceof OutputRecord output) {
              text.append(output.bytes().toString(StandardCharsets.ISO_8859_1));
            }
          }
          String last = text.toString().stripTrailing();
          String id = last.substring(last.lastIndexOf('\n') + 1);
          return IMAGE_ID.matcher(id).matches()
              ? answer.put("result", new JsonObject().put("imageId", "sha256:" + id))
              : answer;
        });
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
