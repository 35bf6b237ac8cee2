package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The ways to read a session's output: as events or as a body, all of it or a part, at once or as
/// it comes.
class ReadIT extends ServiceTestBase {
  /// Writes a line to each stream, waits to be let go, and writes another to each.
  private String twoSteps() {
    String path =
        api.start(
            Api.shell("echo out 1; echo err 1 >&2; read go; echo out 2; echo err 2 >&2; read end"));
    api.awaitOutput(path, "out 1");
    api.awaitOutput(path, "err 1");
    return path;
  }

  private HttpResponse<InputStream> follow(String pathAndQuery) throws Exception {
    return api.sendAsync(api.to(pathAndQuery).GET(), BodyHandlers.ofInputStream()).get();
  }

  private static String next(InputStream in, int bytes) throws Exception {
    return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
  }

  @Test
  void aBodyThatFollowsComesAsItIsWrittenAndEndsWithTheProgram() throws Exception {
    String path = twoSteps();
    try (InputStream out = follow(path + "/output/stdout?follow=true").body();
        InputStream err = follow(path + "/output?follow=true&stream=stderr").body()) {
      assertThat(next(out, 6)).isEqualTo("out 1\n");
      assertThat(next(err, 6)).isEqualTo("err 1\n");
      api.type(path, "\n");
      assertThat(next(out, 6)).isEqualTo("out 2\n");
      assertThat(next(err, 6)).isEqualTo("err 2\n");
      api.type(path, "\n");
      assertThat(out.readAllBytes()).isEmpty();
      assertThat(err.readAllBytes()).isEmpty();
    }
    api.awaitEnd(path);
  }

  @Test
  void aBodyThatDoesNotFollowIsWhatThereIsNow() {
    String path = twoSteps();
    assertThat(api.get(path + "/output/stdout").body()).isEqualTo("out 1\n");
    assertThat(api.get(path + "/output?stream=stderr").body()).isEqualTo("err 1\n");
    assertThat(api.get(path + "/output").headers().firstValue("content-type"))
        .hasValue("text/plain; charset=utf-8");
    assertThat(api.get(path + "/output/stdout").headers().firstValue("content-type"))
        .hasValue("application/octet-stream");
    // A range may stay open where the stream still grows: its end is what there is.
    HttpResponse<String> part = api.get(path + "/output/stdout", "Range", "bytes=4-");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("1\n");
    api.close(path, 0);
  }

  @Test
  void eventsCanBeOfOneStreamAndInOneEncoding() {
    String path = twoSteps();
    api.type(path, "\n\n");
    api.awaitEnd(path);
    List<Event> errors;
    try (EventReader reader = api.follow(path + "/events?stream=stderr&encoding=base64")) {
      errors = reader.readAll();
    }
    assertThat(Event.text(errors, "stderr")).isEqualTo("err 1\nerr 2\n");
    assertThat(errors).noneMatch(event -> event.isOutput("stdout"));
    assertThat(errors)
        .filteredOn(event -> event.isOutput("stderr"))
        .allMatch(event -> event.data().containsKey("base64") && !event.data().containsKey("text"));
    // States are no output: they are not filtered.
    assertThat(errors).anyMatch(event -> event.type().equals("state"));
  }

  @Test
  void eventsGoOnWhereTheReaderSays() {
    String path = twoSteps();
    List<Event> first;
    try (EventReader reader = api.follow(path + "/events")) {
      first = reader.readUntil(event -> event.isOutput("stderr"));
      try (EventReader fromNow = api.follow(path + "/events?from=end")) {
        api.type(path, "\n");
        Event next = fromNow.readUntil(event -> event.isOutput("stdout")).getLast();
        assertThat(Event.text(List.of(next), "stdout")).isEqualTo("out 2\n");
      }
    }
    api.type(path, "\n");
    api.awaitEnd(path);
    List<Event> all = api.events(path);
    assertThat(all.subList(0, first.size())).isEqualTo(first);
    assertThat(all).extracting(Event::id).doesNotHaveDuplicates().isSorted();
    long middle = first.getLast().id();
    List<Event> rest = all.stream().filter(event -> event.id() >= middle).toList();
    try (EventReader from = api.follow(path + "/events?from=" + middle)) {
      assertThat(from.readAll()).isEqualTo(rest);
    }
    assertThat(api.events(path, "Last-Event-ID", "" + middle))
        .isEqualTo(rest.subList(1, rest.size()));
    // The header is the newer word: a reader that comes back still has the address that it began
    // with.
    try (EventReader both = api.follow(path + "/events?from=0", "Last-Event-ID", "" + middle)) {
      assertThat(both.readAll()).isEqualTo(rest.subList(1, rest.size()));
    }
  }

  @Test
  void aResumeAtTheEndOfARunningSessionWaitsForWhatComes() {
    String path = twoSteps();
    List<Event> first;
    try (EventReader reader = api.follow(path + "/events")) {
      first = reader.readUntil(event -> event.isOutput("stderr"));
    }
    long last =
        Math.max(
            first.getLast().id(), api.session(path).getJsonObject("output").getLong("nextSeq") - 1);
    try (EventReader reader = api.follow(path + "/events", "Last-Event-ID", "" + last)) {
      assertThat(reader.status()).isEqualTo(200);
      api.type(path, "\n\n");
      List<Event> rest = reader.readAll();
      assertThat(rest.getFirst().id()).isEqualTo(last + 1);
      assertThat(Event.text(rest, "stdout")).isEqualTo("out 2\n");
    }
  }

  @Test
  void whatIsNoLongerKeptIsSaidInEachWayToRead() {
    String path =
        api.create(
            Api.shell("head -c 100000 /dev/zero | tr '\\0' x; echo last").put("retainBytes", 8192));
    api.awaitEnd(path);
    List<Event> events;
    try (EventReader reader = api.follow(path + "/events?from=0")) {
      events = reader.readAll();
    }
    Event gap = events.getFirst();
    assertThat(gap.type()).isEqualTo("gap");
    assertThat(gap.data().getLong("fromSeq")).isZero();
    assertThat(gap.data().getLong("toSeq")).isEqualTo(gap.id());
    assertThat(gap.data().getString("reason")).isEqualTo("retention");
    assertThat(events.get(1).id()).isEqualTo(gap.id() + 1);
    // Who does not say where is told as well.
    assertThat(api.events(path)).isEqualTo(events);

    HttpResponse<String> out = api.get(path + "/output/stdout");
    long offset = Long.parseLong(out.headers().firstValue("Podbus-First-Offset").orElseThrow());
    assertThat(offset).isEqualTo(100_005 - out.body().length()).isPositive();
    assertThat(out.body()).endsWith("last\n");
    HttpResponse<String> all = api.get(path + "/output");
    assertThat(Long.parseLong(all.headers().firstValue("Podbus-First-Seq").orElseThrow()))
        .isGreaterThan(gap.id());
  }

  @Test
  void aTerminalHasOneStream() {
    String path = api.create(Api.terminal("echo out; echo err >&2"));
    api.awaitEnd(path);
    assertThat(api.get(path + "/output/tty").body()).isEqualTo("out\r\nerr\r\n");
    assertThat(api.output(path)).isEqualTo("out\r\nerr\r\n");
    assertThat(api.events(path)).noneMatch(event -> event.isOutput("stdout"));
  }
}
