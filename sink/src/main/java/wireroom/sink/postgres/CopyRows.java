package wireroom.sink.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in PostgreSQL's binary COPY format, the fastest way in: a third of the server time of batched inserts.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
 */
final class CopyRows {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int NULL = -1;
    private static final int TEXT_OID = 25;
    private static final byte JSONB_VERSION = 1;
    /** Sent on when this much has gathered, so that a batch of large articles is never held twice. */
    private static final int CHUNK = 256 * 1024;

    private static final long EPOCH_2000_SECONDS = 946_684_800L;
    private static final long EARLIEST_SECONDS =
            Instant.parse("-4712-01-02T00:00:00Z").getEpochSecond();
    private static final long LATEST_SECONDS =
            Instant.parse("+294276-12-31T00:00:00Z").getEpochSecond();

    private final CopyIn copy;
    private final short columns;
    private byte[] buffer = new byte[CHUNK + 16 * 1024];
    private int length;

    private CopyRows(CopyIn copy, int columns) {
        this.copy = copy;
        this.columns = (short) columns;
        raw(HEADER);
    }

    /** Something that writes its rows. */
    interface Source {
        void write(CopyRows rows) throws SQLException;
    }

    /** Copies rows into a table; when a value is refused, the transaction is over and nothing is kept. */
    static void into(Connection connection, String table, List<String> columns, Source source) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + String.join(", ", columns) + ") from stdin (format binary)");
        try {
            CopyRows rows = new CopyRows(copy, columns.size());
            source.write(rows);
            rows.int2((short) -1);
            rows.flush();
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    void startRow() throws SQLException {
        if (length > CHUNK) {
            flush();
        }
        int2(columns);
    }

    void text(String value) {
        if (value == null) {
            int4(NULL);
        } else {
            bytes(clean(value).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** @param json null, or JSON text without escaped U+0000, which the type refuses */
    void json(String json) {
        if (json == null) {
            int4(NULL);
        } else {
            byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
            int4(utf8.length + 1);
            raw(new byte[] {JSONB_VERSION});
            raw(utf8);
        }
    }

    void bool(boolean value) {
        int4(1);
        raw(new byte[] {(byte) (value ? 1 : 0)});
    }

    void integer(Integer value) {
        if (value == null) {
            int4(NULL);
        } else {
            int4(4);
            int4(value);
        }
    }

    void bigint(long value) {
        int4(8);
        int8(value);
    }

    /** @throws SQLException of the class of data errors when the instant is outside what the type holds */
    void instant(Instant value) throws SQLException {
        if (value == null) {
            int4(NULL);
            return;
        }
        if (value.getEpochSecond() < EARLIEST_SECONDS || value.getEpochSecond() > LATEST_SECONDS) {
            throw new SQLException("timestamp out of range: " + value, "22008");
        }
        bigint((value.getEpochSecond() - EPOCH_2000_SECONDS) * 1_000_000 + value.getNano() / 1_000);
    }

    void texts(List<String> values) {
        List<byte[]> elements = values.stream()
                .map(v -> clean(v).getBytes(StandardCharsets.UTF_8))
                .toList();
        int size = 12 + (elements.isEmpty() ? 0 : 8);
        for (byte[] element : elements) {
            size += 4 + element.length;
        }
        int4(size);
        int4(elements.isEmpty() ? 0 : 1);
        int4(0);
        int4(TEXT_OID);
        if (!elements.isEmpty()) {
            int4(elements.size());
            int4(1);
            elements.forEach(this::bytes);
        }
    }

    /** U+0000 as U+FFFD: the type has no room for it, and offsets must stay right. */
    static String clean(String value) {
        return value.indexOf('\0') < 0 ? value : value.replace('\0', '\uFFFD');
    }

    private void bytes(byte[] value) {
        int4(value.length);
        raw(value);
    }

    private void int2(short value) {
        room(2);
        buffer[length++] = (byte) (value >>> 8);
        buffer[length++] = (byte) value;
    }

    private void int4(int value) {
        room(4);
        buffer[length++] = (byte) (value >>> 24);
        buffer[length++] = (byte) (value >>> 16);
        buffer[length++] = (byte) (value >>> 8);
        buffer[length++] = (byte) value;
    }

    private void int8(long value) {
        int4((int) (value >>> 32));
        int4((int) value);
    }

    private void raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
    }

    private void room(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer, 0, length);
        length = 0;
    }
}
