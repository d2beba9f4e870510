package wireroom.ingest.format.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a JSON document into its values before anything is parsed: elements of a top-level array, values one a line, or
 * values one after the other; of an object too long for that, the elements of its list {@code items}. Structure is ASCII
 * in UTF-8 and in every charset that keeps ASCII, so this needs only brackets and strings, and an item that is broken
 * inside cannot take its neighbours along. Holds one value at a time.
 */
public final class JsonSlices {
    private static final int CHUNK = 64 * 1024;
    /** Longer than the limit. */
    private static final int MORE = -2;
    /** The document ended before. */
    private static final int CUT = -1;

    private static final byte[] ITEMS = "\"items\"".getBytes(StandardCharsets.US_ASCII);
    /** JSON Feed has its items one deep, the AP's Media API two deep. */
    private static final int DEEPEST_LIST = 2;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long LINE_ENDS = ONES * '\n';

    private final InputStream in;
    private final int most;
    private final int ahead;
    private byte[] buffer = new byte[CHUNK];
    private int at;
    private int end;
    private boolean ended;
    private Mode mode = Mode.START;
    /** How the document goes on behind a list that was opened. */
    private Mode around = Mode.VALUES;

    private int line = 1;
    private int counted;
    /** Index of the first byte of the line; below 0 when it has left the buffer. */
    private int lineStart;

    private int depth;
    private boolean text;
    private int list;
    private int listDepth;
    /** Depth of the list that was opened. */
    private int openedDepth;
    /** Start of the first element, up to its first key: where to go on when one has no end. */
    private byte[] signature;

    /** Where a scan stopped at its limit. */
    private int scanned;

    private enum Mode {
        START,
        ELEMENTS,
        LINES,
        VALUES,
        /** Elements of {@code items} within an object. */
        LIST
    }

    /**
     * @param in the document, without a byte order mark
     * @param most largest value in bytes
     * @param ahead so many bytes of an object are looked through before its list is opened
     */
    public JsonSlices(InputStream in, int most, int ahead) {
        this.in = in;
        this.most = most;
        this.ahead = ahead;
    }

    /** The elements of a list within a value that was cut before. */
    public static JsonSlices elements(JsonSlice.Value value) {
        JsonSlices slices = new JsonSlices(InputStream.nullInputStream(), value.bytes().length, Integer.MAX_VALUE);
        slices.buffer = value.bytes();
        slices.end = slices.buffer.length;
        slices.ended = true;
        slices.line = value.line();
        slices.lineStart = 1 - value.column();
        slices.at = value.list() + 1;
        slices.mode = Mode.ELEMENTS;
        return slices;
    }

    /** The value with its list emptied, so that the rest of it can be parsed alone. */
    public static byte[] around(JsonSlice.Value value) {
        JsonSlices slices = elements(value);
        JsonSlice element = slices.next();
        while (element != null) {
            element = slices.next();
        }
        byte[] bytes = value.bytes();
        int behind = Math.min(slices.at, bytes.length);
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.write(bytes, 0, value.list() + 1);
        rest.write(bytes, behind, bytes.length - behind);
        return rest.toByteArray();
    }

    /** A value as {@link #next} would have cut it, with its list looked for. */
    public static JsonSlice.Value withList(JsonSlice.Value value) {
        JsonSlices slices = new JsonSlices(InputStream.nullInputStream(), value.bytes().length, Integer.MAX_VALUE);
        slices.buffer = value.bytes();
        slices.end = slices.buffer.length;
        slices.ended = true;
        slices.begin();
        slices.scan(0, Integer.MAX_VALUE);
        return new JsonSlice.Value(value.bytes(), value.line(), value.column(), value.whole(), slices.list);
    }

    /**
     * The next value.
     *
     * @return null at the end, and once at the end of a list that was opened
     * @throws UncheckedIOException when the document cannot be read on
     */
    public JsonSlice next() {
        if (at > buffer.length / 2) {
            compact();
        }
        if (mode == Mode.START) {
            int first = skip((byte) 0);
            if (first < 0) {
                return null;
            }
            if (buffer[at] == '[') {
                at++;
                mode = Mode.ELEMENTS;
            } else {
                mode = isLines() ? Mode.LINES : Mode.VALUES;
            }
        }
        return switch (mode) {
            case LINES -> line();
            case VALUES -> value();
            case ELEMENTS, LIST -> element();
            case START -> throw new IllegalStateException("decided above");
        };
    }

    private JsonSlice element() {
        int from = skip((byte) ',');
        if (from < 0) {
            return null;
        }
        if (buffer[at] == ']') {
            if (mode == Mode.ELEMENTS) {
                return null;
            }
            at++;
            // Behind the list: the rest of its object.
            depth = openedDepth;
            text = false;
            list = at;
            skipValue();
            mode = around;
            return null;
        }
        JsonSlice slice = value();
        if (signature == null && slice instanceof JsonSlice.Value value) {
            signature = signature(value.bytes());
        }
        return slice;
    }

    private JsonSlice value() {
        int from = skip((byte) ',');
        if (from < 0) {
            return null;
        }
        count();
        int lineOfIt = line;
        int columnOfIt = at - lineStart + 1;
        begin();
        int to = scan(at, mode == Mode.LIST ? most : Math.min(ahead, most));
        if (to == MORE && list < 0 && mode != Mode.LIST) {
            to = scan(scanned, most);
        }
        if (to == MORE && list >= 0 && mode != Mode.LIST) {
            return open(lineOfIt, columnOfIt);
        }
        if (to == MORE || (to < 0 ? end : to) - at > most) {
            byte[] start = Arrays.copyOfRange(buffer, at, Math.min(end, at + most));
            if (to == MORE) {
                skipValue();
            } else {
                at = to < 0 ? end : to;
            }
            return new JsonSlice.TooLarge(start, lineOfIt, columnOfIt);
        }
        boolean whole = to >= 0;
        int last = whole ? to : resumption();
        byte[] bytes = Arrays.copyOfRange(buffer, at, last);
        int listAt = list < 0 || list >= last ? -1 : list - at;
        boolean atStart = mode == Mode.VALUES && whole && columnOfIt == 1 && bytes.length > 0 && bytes[0] == '{';
        at = last;
        if (atStart) {
            // A first line longer than the look ahead shows only now that there is one item a line.
            count();
            if (line == lineOfIt && available(at) && (buffer[at] == '\n' || buffer[at] == '\r')) {
                mode = Mode.LINES;
            }
        }
        return new JsonSlice.Value(bytes, lineOfIt, columnOfIt, whole, listAt);
    }

    private JsonSlice open(int lineOfIt, int columnOfIt) {
        byte[] start = Arrays.copyOf(Arrays.copyOfRange(buffer, at, list + 1), list + 2 - at + listDepth);
        start[list + 1 - at] = ']';
        Arrays.fill(start, list + 2 - at, start.length, (byte) '}');
        at = list + 1;
        around = mode;
        openedDepth = listDepth;
        mode = Mode.LIST;
        signature = null;
        return new JsonSlice.Opened(start, lineOfIt, columnOfIt);
    }

    private JsonSlice line() {
        while (true) {
            if (skip((byte) 0) < 0) {
                return null;
            }
            count();
            int lineOfIt = line;
            int columnOfIt = at - lineStart + 1;
            int to = lineEnd(at);
            if (to == MORE) {
                byte[] start = Arrays.copyOfRange(buffer, at, Math.min(end, at + most));
                boolean more = true;
                while (more) {
                    at = end;
                    compact();
                    more = fill() && lineEnd(at) == MORE;
                }
                at = Math.max(0, lineEnd(at));
                return new JsonSlice.TooLarge(start, lineOfIt, columnOfIt);
            }
            int last = to;
            while (last > at && isSpace(buffer[last - 1])) {
                last--;
            }
            byte[] bytes = Arrays.copyOfRange(buffer, at, Math.min(last, at + most));
            boolean tooLarge = last - at > most;
            at = to;
            return tooLarge
                    ? new JsonSlice.TooLarge(bytes, lineOfIt, columnOfIt)
                    : new JsonSlice.Value(bytes, lineOfIt, columnOfIt, true, -1);
        }
    }

    /** Index of the line's end, or of the document's; {@link #MORE} when it is further off than the largest value. */
    private int lineEnd(int from) {
        int i = from;
        while (true) {
            byte[] bytes = buffer;
            int limit = end;
            while (i < limit && bytes[i] != '\n') {
                i++;
            }
            if (i < limit) {
                return i;
            }
            if (i - at >= most) {
                return MORE;
            }
            if (!fill()) {
                return end;
            }
        }
    }

    /** One item a line: some line besides a lone one is an object by itself. Looks no further than the first chunk. */
    private boolean isLines() {
        boolean more = true;
        while (more && end < buffer.length) {
            more = fill();
        }
        int written = 0;
        boolean byItself = false;
        for (int from = 0; from < end && !(byItself && written > 1); ) {
            int to = from;
            while (to < end && buffer[to] != '\n') {
                to++;
            }
            int first = from;
            while (first < to && isSpace(buffer[first])) {
                first++;
            }
            if (first < to) {
                written++;
                if (buffer[first] == '{' && first == from && (to < end || ended)) {
                    byItself |= endsAt(first, to);
                }
            }
            from = to + 1;
        }
        return byItself && written > 1;
    }

    private boolean endsAt(int from, int to) {
        int level = 0;
        boolean inText = false;
        int i = from;
        for (; i < to; i++) {
            byte c = buffer[i];
            if (inText) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inText = false;
                }
            } else if (c == '"') {
                inText = true;
            } else if (c == '{' || c == '[') {
                level++;
            } else if ((c == '}' || c == ']') && --level == 0) {
                i++;
                break;
            }
        }
        if (level != 0 || inText) {
            return false;
        }
        while (i < to && isSpace(buffer[i])) {
            i++;
        }
        return i >= to;
    }

    private void begin() {
        depth = 0;
        text = false;
        list = -1;
        listDepth = 0;
    }

    /**
     * End of the value that starts at {@code at}.
     *
     * @return {@link #CUT} when the document ends before, {@link #MORE} when the value is longer than the limit
     */
    private int scan(int from, int limit) {
        int i = from;
        while (true) {
            byte[] bytes = buffer;
            int stop = end;
            for (; i < stop; i++) {
                byte c = bytes[i];
                if (text) {
                    i = inText(bytes, i, stop);
                    if (i >= stop) {
                        break;
                    }
                    if (bytes[i] == '\\') {
                        i++;
                    } else {
                        text = false;
                    }
                } else if (c == '"') {
                    text = true;
                } else if (c == '{' || c == '[') {
                    if (c == '[' && list < 0 && depth > 0 && depth <= DEEPEST_LIST && isItems(i)) {
                        list = i;
                        listDepth = depth;
                    }
                    depth++;
                } else if (c == '}' || c == ']') {
                    if (depth == 0) {
                        return Math.max(i, at + 1);
                    }
                    if (--depth == 0) {
                        return i + 1;
                    }
                } else if (depth == 0 && (c == ',' || c == '\n') && i > at) {
                    return i;
                }
            }
            if (i - at >= limit) {
                scanned = i;
                return MORE;
            }
            if (!fill()) {
                return CUT;
            }
        }
    }

    /** The next quote or backslash; most of a wire is text, so eight bytes are looked at at once. */
    private static int inText(byte[] bytes, int from, int stop) {
        int i = from;
        while (i <= stop - Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, i);
            if ((zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES)) != 0) {
                break;
            }
            i += Long.BYTES;
        }
        while (i < stop && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    /** Not 0 when one of the eight bytes is 0. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & ONES << 7;
    }

    /** Lets go of the rest of a value; what is scanned of it is in {@code depth} and {@code text}. */
    private void skipValue() {
        int i = mode == Mode.LIST && list == at ? at : scanned;
        int from = depth == 0 && !text ? -1 : 0;
        while (true) {
            for (; i < end; i++) {
                byte c = buffer[i];
                if (text) {
                    if (c == '\\') {
                        i++;
                    } else if (c == '"') {
                        text = false;
                    }
                } else if (c == '"') {
                    text = true;
                } else if (c == '{' || c == '[') {
                    depth++;
                } else if ((c == '}' || c == ']') && --depth <= 0) {
                    at = i + 1;
                    return;
                } else if (from < 0 && depth == 0 && (c == ',' || c == '\n')) {
                    at = i;
                    return;
                }
            }
            int beyond = i - end;
            at = end;
            compact();
            if (!fill()) {
                at = end;
                return;
            }
            i = at + beyond;
        }
    }

    private boolean isItems(int bracket) {
        int i = bracket - 1;
        while (i > at && isSpace(buffer[i])) {
            i--;
        }
        if (i <= at || buffer[i] != ':') {
            return false;
        }
        i--;
        while (i > at && isSpace(buffer[i])) {
            i--;
        }
        int from = i - ITEMS.length + 1;
        return from > at && Arrays.equals(buffer, from, i + 1, ITEMS, 0, ITEMS.length);
    }

    /** First bytes of an element up to the colon of its first member; null when it is no object with a member. */
    private static byte[] signature(byte[] element) {
        if (element.length < 2 || element[0] != '{') {
            return null;
        }
        int i = 1;
        while (i < element.length && isSpace(element[i])) {
            i++;
        }
        int from = i;
        if (i >= element.length || element[i] != '"') {
            return null;
        }
        do {
            i++;
        } while (i < element.length && element[i] != '"');
        return i < element.length && i - from <= 100 ? Arrays.copyOfRange(element, from, i + 1) : null;
    }

    /** Where to go on when an element has no end: at the next one that begins as the first did; else at the end. */
    private int resumption() {
        if (signature == null || mode != Mode.ELEMENTS && mode != Mode.LIST) {
            return end;
        }
        for (int i = at + 1; i < end - signature.length; i++) {
            if (buffer[i] == '{') {
                int key = i + 1;
                while (key < end && isSpace(buffer[key])) {
                    key++;
                }
                int before = i - 1;
                while (before > at && isSpace(buffer[before])) {
                    before--;
                }
                if (buffer[before] == ','
                        && key + signature.length <= end
                        && Arrays.equals(buffer, key, key + signature.length, signature, 0, signature.length)) {
                    return i;
                }
            }
        }
        return end;
    }

    /** Moves to the next byte that is not space, or not the other one; −1 at the end. */
    private int skip(byte also) {
        while (true) {
            while (at < end && (isSpace(buffer[at]) || buffer[at] == also && also != 0)) {
                at++;
            }
            if (at < end) {
                return at;
            }
            count();
            compact();
            if (!fill()) {
                return -1;
            }
        }
    }

    private boolean available(int index) {
        return index < end || fill();
    }

    private void count() {
        while (counted < at) {
            if (counted <= at - Long.BYTES && zeros((long) EIGHT.get(buffer, counted) ^ LINE_ENDS) == 0) {
                counted += Long.BYTES;
                continue;
            }
            if (buffer[counted++] == '\n') {
                line++;
                lineStart = counted;
            }
        }
    }

    private void compact() {
        count();
        // At the end nothing more needs room, and a value that was cut before is not ours to move.
        if (at > 0 && !ended) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            lineStart -= at;
            counted = 0;
            at = 0;
        }
    }

    /** Reads more behind what is there; false at the end. */
    private boolean fill() {
        if (ended) {
            return false;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        try {
            int count = in.read(buffer, end, buffer.length - end);
            ended = count < 0;
            end += Math.max(0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return !ended;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0x1E;
    }
}
