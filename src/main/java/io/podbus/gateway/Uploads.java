package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps bodies in files until the session that they are for has taken them: of a body never more
/// is in memory than what is on its way to the disk.
///
/// Confined to the context of the verticle.
final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

  /// How many may be under way at the same time, which bounds their room on the disk.
  private static final int MAX_AT_ONCE = 4;

  private static final int RETRY_AFTER_SECONDS = 5;
  private static final String OWNER_FILE = "rw-------";

  private final Vertx vertx;
  private final UploadPlace place;
  private final BodyPace pace;
  private final Consumer<byte[]> randomBytes;
  private int underWay;

  Uploads(Vertx vertx, UploadPlace place, BodyPace pace, Consumer<byte[]> randomBytes) {
    this.vertx = vertx;
    this.place = place;
    this.pace = pace;
    this.randomBytes = randomBytes;
  }

  /// Takes the body of a paused request, and does something with it that ends with the file's end.
  ///
  /// @param use gets the file's name
  <T> Future<T> with(HttpServerRequest request, Function<String, Future<T>> use) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && tooLong(length)) {
      Bodies.discard(request);
      return Future.failedFuture(tooLarge());
    }
    if (underWay == MAX_AT_ONCE) {
      Bodies.discard(request);
      return Future.failedFuture(
          new FailureException(
              new Failure.RateLimited(
                  "%d uploads are under way already.".formatted(MAX_AT_ONCE),
                  RETRY_AFTER_SECONDS)));
    }
    underWay++;
    String name = name();
    String path = place.directory().resolve(name).toString();
    return receive(request, path)
        .compose(_ -> use.apply(name))
        .eventually(() -> {
          underWay--;
          return vertx
              .fileSystem()
              .delete(path)
              .onFailure(e -> LOG.warn("an upload stays: {}", e.toString()))
              .otherwiseEmpty();
        });
  }

  private String name() {
    byte[] bytes = new byte[16];
    randomBytes.accept(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private boolean tooLong(String length) {
    try {
      return Long.parseLong(length) > place.maxBytes();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private FailureException tooLarge() {
    return new FailureException(
        new Failure.InputTooLarge(
            "The files sent with a build may have at most %d bytes.".formatted(place.maxBytes())));
  }

  private Future<Void> receive(HttpServerRequest request, String path) {
    OpenOptions options = new OpenOptions().setWrite(true).setCreateNew(true).setPerms(OWNER_FILE);
    return vertx
        .fileSystem()
        .open(path, options)
        .compose(file -> copy(request, file).eventually(() -> file.close().otherwiseEmpty()));
  }

  private Future<Void> copy(HttpServerRequest request, AsyncFile file) {
    Promise<Void> done = Promise.promise();
    long[] received = {0};
    file.exceptionHandler(done::tryFail);
    BodyPace.Watch watch = pace.watch(request);
    file.drainHandler(_ -> {
      watch.reading();
      request.resume();
    });
    request.exceptionHandler(e -> done.tryFail(new ClientGone(e)));
    request.endHandler(_ ->
        file.flush()
            .onComplete(flushed -> {
              if (flushed.succeeded()) {
                done.tryComplete();
              } else {
                done.tryFail(flushed.cause());
              }
            }));
    request.handler(chunk -> {
      received[0] += chunk.length();
      watch.received(chunk.length());
      if (received[0] > place.maxBytes()) {
        done.tryFail(tooLarge());
        Bodies.discard(request);
      } else {
        write(request, file, chunk, watch, done);
      }
    });
    request.resume();
    return done.future().onComplete(_ -> watch.done());
  }

  private static void write(
      HttpServerRequest request,
      AsyncFile file,
      Buffer chunk,
      BodyPace.Watch watch,
      Promise<Void> done) {
    file.write(chunk)
        .onFailure(e -> {
          Bodies.discard(request);
          done.tryFail(e);
        });
    if (file.writeQueueFull()) {
      watch.held();
      request.pause();
    }
  }
}
