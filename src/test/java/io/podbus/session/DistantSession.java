package io.podbus.session;

import io.podbus.ops.Meters;
import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.podbus.session.journal.LoopJournal;
import io.podbus.session.journal.TestStore;
import io.podbus.session.request.ReadBody;
import io.podbus.session.subscription.Subscriptions;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// A session as other nodes know it: by its address on the bus alone, with a real journal and real
/// subscriptions behind it.
public final class DistantSession implements AutoCloseable {
  private final SessionId id;
  private final LoopJournal journal;
  private final Subscriptions subscriptions;
  private final MessageConsumer<JsonObject> consumer;
  private final Map<Action, AtomicLong> asked = new EnumMap<>(Action.class);
  private final AtomicLong blockReads = new AtomicLong();
  private volatile boolean older;

  /// @param owner whose session it is
  public DistantSession(Vertx vertx, TestStore store, int retainBytes, String owner) {
    for (Action action : Action.values()) {
      asked.put(action, new AtomicLong());
    }
    journal = new LoopJournal(vertx, store, retainBytes, Duration.ofSeconds(30));
    id = store.lastId();
    Meters meters = new Meters();
    subscriptions = journal.on(mine -> new Subscriptions(vertx, id, mine, meters));
    consumer =
        journal.on(_ ->
            vertx
                .eventBus()
                .<JsonObject>consumer(
                    Addresses.session(id),
                    message ->
                        Replies.answer(
                            message,
                            meters,
                            () ->
                                act(Replies.action(message), message, owner)
                                    .map(answer -> reply(message, answer)))));
    Await.get(consumer.completion(), LoopJournal.DEADLINE, "the session's address");
  }

  private static Object reply(Message<?> message, SessionActions.Answer answer) {
    message.reply(answer.body());
    return answer;
  }

  private Future<SessionActions.Answer> act(
      Action action, Message<JsonObject> message, String owner) {
    asked.get(action).incrementAndGet();
    return switch (action) {
      case GET ->
          Future.succeededFuture(SessionActions.Answer.of(new JsonObject().put("owner", owner)));
      case READ -> read(ReadBody.parse(message.body()), message.headers());
      default -> SubscribeBody.handle(subscriptions, action, message.body());
    };
  }

  /// From now on it answers reads as a node does that knows of no other form than JSON.
  public void beOlder() {
    older = true;
  }

  private Future<SessionActions.Answer> read(ReadRequest request, MultiMap headers) {
    if (request.reader() != null) {
      blockReads.incrementAndGet();
    }
    // On the loop of the journal, as all that comes to this address.
    MultiMap known = older ? MultiMap.caseInsensitiveMultiMap() : headers;
    return inner(request).map(batch -> SessionActions.Answer.of(batch, known));
  }

  private Future<RecordBatch> inner(ReadRequest request) {
    return journal.start(mine -> mine.read(request));
  }

  public SessionId id() {
    return id;
  }

  public LoopJournal journal() {
    return journal;
  }

  /// How often this was asked of it.
  public long asked(Action action) {
    return asked.get(action).get();
  }

  /// How often readers with a name read.
  public long blockReads() {
    return blockReads.get();
  }

  /// How many subscribers it has.
  public int subscribers() {
    return journal.on(_ -> subscriptions.size());
  }

  /// Forgets its subscribers, as where the way to them was broken.
  public void forgetSubscribers() {
    journal.on(_ -> {
      subscriptions.close();
      return null;
    });
  }

  /// It is gone, as where its node is: nobody is at its address.
  public void vanish() {
    Await.get(consumer.unregister(), LoopJournal.DEADLINE, "the address is given up");
  }

  @Override
  public void close() {
    forgetSubscribers();
    vanish();
    journal.close();
  }
}
