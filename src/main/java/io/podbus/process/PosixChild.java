package io.podbus.process;

import io.podbus.process.posix.Errno;
import io.podbus.process.posix.Posix;
import io.podbus.process.posix.PosixException;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A child whose descriptors are registered with its context's loop. Fields belong to the loop.
final class PosixChild implements Child, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(PosixChild.class);

  private final LoopResources resources;
  private final int pid;
  private final boolean terminal;
  private final Promise<ExitStatus> exit;

  private final Descriptor exitDescriptor;
  private final Descriptor outputDescriptor;
  private final @Nullable Descriptor errorsDescriptor;
  private final @Nullable Descriptor inputDescriptor;
  private final DescriptorSource output;
  private final @Nullable DescriptorSource errors;
  // Null where the child reads /dev/null.
  private final @Nullable DescriptorSink sink;
  private final ChildInput input;
  private boolean reaped;

  /// Takes over what was launched; [#register] comes next.
  PosixChild(LoopResources resources, Launcher.Launched launched) {
    Posix posix = resources.posix();
    this.resources = resources;
    this.pid = launched.pid();
    this.terminal = launched.terminal();
    this.exit = resources.context().promise();
    exitDescriptor = new Descriptor(posix, launched.pidfd(), Descriptor.READ);
    outputDescriptor =
        new Descriptor(
            posix, launched.output(), terminal ? Descriptor.READ_WRITE : Descriptor.READ);
    output = new DescriptorSource(resources, outputDescriptor, terminal, this::outputEnded);
    Integer errorsFd = launched.errors();
    errorsDescriptor = errorsFd == null ? null : new Descriptor(posix, errorsFd, Descriptor.READ);
    errors =
        errorsDescriptor == null
            ? null
            : new DescriptorSource(resources, errorsDescriptor, false, this::letGoWhenOver);
    Integer inputFd = launched.input();
    inputDescriptor = inputFd == null ? null : new Descriptor(posix, inputFd, Descriptor.WRITE);
    Descriptor writing = terminal ? outputDescriptor : inputDescriptor;
    sink = writing == null ? null : new DescriptorSink(resources, writing, terminal);
    input = sink == null ? new NoInput(resources.context()) : sink;
  }

  /// Registers all descriptors with the loop.
  ///
  /// @throws RuntimeException where one cannot be; the child has then to be abandoned
  void register() {
    assert resources.inLoop();
    outputDescriptor.register(resources.loop(), new Listening(this::outputReady));
    if (errorsDescriptor != null && errors != null) {
      DescriptorSource source = errors;
      errorsDescriptor.register(resources.loop(), new Listening(_ -> source.ready()));
    }
    if (inputDescriptor != null && sink != null) {
      DescriptorSink target = sink;
      inputDescriptor.register(resources.loop(), new Listening(events -> ready(target, events)));
    }
    exitDescriptor.register(resources.loop(), new Exiting());
  }

  private static void ready(DescriptorSink target, int events) {
    if ((events & Descriptor.EPOLLERR) != 0) {
      target.broken();
    } else {
      target.ready();
    }
  }

  private void outputReady(int events) {
    if (!terminal) {
      output.ready();
      return;
    }
    if ((events & Descriptor.EPOLLOUT) != 0 && sink != null) {
      sink.ready();
    }
    if ((events & ~Descriptor.EPOLLOUT) != 0) {
      output.ready();
    }
  }

  private void outputEnded() {
    if (terminal && sink != null) {
      sink.broken();
    }
    letGoWhenOver();
  }

  private interface Ready {
    void ready(int events);
  }

  /// A stream's listener; where the loop ends, so do the streams.
  private final class Listening implements Descriptor.Listener {
    private final Ready target;

    Listening(Ready target) {
      this.target = target;
    }

    @Override
    public void ready(int events) {
      target.ready(events);
    }

    @Override
    public void lost() {
      closeStreams();
    }
  }

  private final class Exiting implements Descriptor.Listener {
    @Override
    public void ready(int events) {
      int status = resources.posix().waitpid(pid);
      if (status != Posix.STILL_RUNNING) {
        exitDescriptor.release();
        ended(status);
      }
    }

    @Override
    public void lost() {
      // Its exit could be seen by nobody.
      Reaper.killAndReap(resources.posix(), pid, PosixChild.this::ended);
    }
  }

  // On the loop, or on the reaper's thread when the loop is gone.
  private void ended(int status) {
    reaped = true;
    if (status < 0) {
      exit.tryFail(new IllegalStateException("no exit status: " + Errno.name(-status)));
    } else {
      exit.tryComplete(ExitStatus.ofWaitStatus(status));
    }
    if (resources.inLoop()) {
      output.childEnded();
      letGoWhenOver();
    }
  }

  private void letGoWhenOver() {
    if (reaped && output.isEnded() && (errors == null || errors.isEnded())) {
      closeInput();
      resources.context().closeFuture().remove(this);
    }
  }

  private void closeInput() {
    if (sink != null) {
      sink.close();
    }
  }

  private void closeStreams() {
    closeInput();
    output.close();
    if (errors != null) {
      errors.close();
    }
  }

  /// Ends a child that was never handed out.
  void abandon() {
    assert resources.inLoop();
    closeStreams();
    exitDescriptor.release();
    Reaper.killAndReap(resources.posix(), pid, this::ended);
  }

  /// The context is closing: nobody is left to look after the child.
  @Override
  public void close(Completable<Void> completion) {
    onLoop(() -> {
      sendSignal(Signal.KILL);
      closeStreams();
    });
    completion.succeed();
  }

  // Where the loop takes no more, it has closed everything itself.
  private boolean onLoop(Runnable action) {
    if (resources.inLoop()) {
      action.run();
      return true;
    }
    try {
      resources.loop().execute(action);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void sendSignal(Signal signal) {
    if (!exitDescriptor.isOpen()) {
      return;
    }
    try {
      resources.posix().pidfdSendSignal(exitDescriptor.number(), signal.number());
    } catch (PosixException e) {
      if (e.errno() != Errno.ESRCH) {
        LOG.warn("{} was not sent to process {}: {}", signal.name(), pid, e.getMessage());
      }
    }
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public ReadStream<Buffer> output() {
    return output;
  }

  @Override
  public @Nullable ReadStream<Buffer> errors() {
    return errors;
  }

  @Override
  public ChildInput input() {
    return input;
  }

  @Override
  public Future<ExitStatus> exit() {
    return exit.future();
  }

  @Override
  public void kill(Signal signal) {
    onLoop(() -> sendSignal(signal));
  }

  @Override
  public void resize(int rows, int cols) {
    if (!terminal) {
      throw new IllegalStateException("the child has no terminal");
    }
    Stdio.requireSize(rows, cols);
    onLoop(() -> {
      if (outputDescriptor.isOpen()) {
        resources.posix().setWindowSize(outputDescriptor.number(), rows, cols);
      }
    });
  }

  @Override
  public Future<Void> close() {
    if (resources.inLoop()) {
      closeStreams();
      return resources.context().succeededFuture();
    }
    Promise<Void> closed = Promise.promise();
    boolean accepted =
        onLoop(() -> {
          closeStreams();
          closed.complete();
        });
    if (!accepted) {
      closed.complete();
    }
    return closed.future();
  }
}
