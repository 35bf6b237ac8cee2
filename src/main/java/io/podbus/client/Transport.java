package io.podbus.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.OptionalLong;

/// A way to the service.
interface Transport {
  /// An answer.
  ///
  /// @param status 202 where the work goes on
  record Answer(int status, JsonObject body) {}

  Vertx vertx();

  ClientOptions options();

  /// Asks once. Fails with [PodbusException].
  Future<Answer> ask(Ask ask);

  /// [PodbusClient#run].
  Future<RunResult> run(SessionRequest request, Duration atMost);

  /// Types bytes of any number.
  Future<Void> input(String id, Buffer bytes);

  /// How the events of a session come.
  ///
  /// @param reader the name of its place, for `block`
  Source<SessionEvent> events(String id, Follow follow, String reader);

  /// How the lifecycle of all sessions comes.
  Source<LifecycleEvent> lifecycle();

  /// Whether a stream that was connected before may find its session again.
  boolean comesBack(PodbusException cause);

  Future<Void> close();

  /// Opens connections of a stream, one after the other.
  interface Source<T> {
    /// Opens one. On the context, to which everything is told as well.
    ///
    /// @param from the event to begin with; empty for the first record of a session that is kept,
    ///   and for what comes from now on of the lifecycle
    Feed open(Context context, OptionalLong from, Sink<T> sink);
  }

  /// A connection of a stream. Confined to its context.
  interface Feed {
    /// Nothing more is wanted for now.
    void pause();

    void resume();

    /// The receiver has dealt with an event that had so many bytes of output.
    void taken(int bytes);

    /// A repetition is harmless. Nothing is told any more.
    Future<Void> close();
  }

  /// Is told what comes. On the context.
  interface Sink<T> {
    /// The service has begun to send.
    ///
    /// @param from with which event, where it says so
    void opened(OptionalLong from);

    /// @param bytes of output, as they count for [Feed#taken]
    void event(T event, int bytes);

    /// A sign of life.
    void alive();

    /// There is nothing more to come, and all has come.
    void ended();

    /// It broke; [Feed#close] need not be called.
    void broken(PodbusException cause);
  }
}
