package wireroom.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineFeedTest {
    private final Stalls stalls = new Stalls(Duration.ofMinutes(1), System::nanoTime);

    @AfterEach
    void close() {
        stalls.close();
    }

    private static List<Pushed.Line> all(LineFeed feed) throws IOException, InterruptedException {
        List<Pushed.Line> lines = new ArrayList<>();
        for (List<Pushed.Line> next = feed.next(3, 50); !next.isEmpty(); next = feed.next(3, 50)) {
            assertThat(next).hasSizeLessThanOrEqualTo(3);
            lines.addAll(next);
        }
        return lines;
    }

    private static String text(Pushed.Line line) {
        return line.number() + ":" + new String(line.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void handsOutEveryLineOnceInOrderHoweverTheBytesCome() throws Exception {
        String body = "a\n\nbb\r\n   \nccc\n\n\ndd";
        for (int size = 1; size < 8; size++) {
            int most = size;
            InputStream slow = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)) {
                @Override
                public synchronized int read(byte[] bytes, int offset, int length) {
                    return super.read(bytes, offset, Math.min(most, length));
                }
            };
            try (LineFeed feed = new LineFeed(slow, 100, 1000, stalls)) {
                assertThat(all(feed)).extracting(LineFeedTest::text).containsExactly("1:a", "3:bb\r", "5:ccc", "8:dd");
            }
        }
    }

    @Test
    void anyBodyIsItsLines() throws Exception {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom chance = new SplittableRandom(seed);
            StringBuilder body = new StringBuilder();
            for (int i = chance.nextInt(3000); i > 0; i--) {
                body.append("xy\n".charAt(chance.nextInt(3)));
            }
            List<String> expected = new ArrayList<>();
            String[] lines = body.toString().split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                if (!lines[i].isEmpty()) {
                    expected.add(i + 1 + ":" + lines[i]);
                }
            }
            try (LineFeed feed = new LineFeed(
                    new ByteArrayInputStream(body.toString().getBytes(StandardCharsets.UTF_8)), 5000, 64, stalls)) {
                assertThat(all(feed)).extracting(LineFeedTest::text).isEqualTo(expected);
            }
        }
    }

    @Test
    void aLineOfAnyLengthTakesBoundedMemoryAndIsCut() throws Exception {
        byte[] long1 = "z".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        InputStream body = new SequenceInputStream(
                new ByteArrayInputStream(long1), new ByteArrayInputStream("\nshort".getBytes(StandardCharsets.UTF_8)));
        try (LineFeed feed = new LineFeed(body, 100, 1000, stalls)) {
            assertThat(all(feed)).extracting(line -> line.bytes().length).containsExactly(101, 5);
        }
    }

    @Test
    void aBodyWithoutEndIsReadOnlyAsFarAsItIsTaken() throws Exception {
        AtomicLong read = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return read.incrementAndGet() % 10 == 0 ? '\n' : 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    bytes[offset + i] = (byte) read();
                }
                return length;
            }
        };
        try (LineFeed feed = new LineFeed(endless, 100, 1000, stalls)) {
            assertThat(feed.next(1, 100)).hasSize(1);
            await().until(() -> read.get() >= 64 * 1024);
            for (int i = 0; i < 100; i++) {
                feed.next(10, 100);
            }
            assertThat(read)
                    .as("what was taken, what waits, and a chunk")
                    .hasValueLessThanOrEqualTo(10 + 100 * 100 + 2000 + 2 * 64 * 1024);
        }
    }

    @Test
    void linesBeforeABreakAreHandedOutBeforeItIsTold() throws Exception {
        InputStream breaking = new SequenceInputStream(
                new ByteArrayInputStream("one\ntw".getBytes(StandardCharsets.UTF_8)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("reset");
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        throw new IOException("reset");
                    }
                });
        try (LineFeed feed = new LineFeed(breaking, 100, 1000, stalls)) {
            assertThat(feed.next(10, 100)).extracting(LineFeedTest::text).containsExactly("1:one");
            assertThatThrownBy(() -> feed.next(10, 100)).hasMessage("reset");
        }
    }
}
