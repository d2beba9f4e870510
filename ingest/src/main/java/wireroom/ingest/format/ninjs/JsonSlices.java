package wireroom.ingest.format.ninjs;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a JSON document into its items before anything is parsed: elements of a top-level array, values one a line, or
 * values one after the other. Structure is ASCII in UTF-8, so this needs only brackets and strings, and an item that is
 * broken inside cannot take its neighbours along.
 */
final class JsonSlices {
    private final byte[] bytes;
    private final List<Slice> slices = new ArrayList<>();
    private int line = 1;
    private int lineStart;
    private int seen;

    private JsonSlices(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * One item.
     *
     * @param from first byte
     * @param to one past the last
     * @param line line of the first byte, from 1
     * @param column column of the first byte, from 1
     * @param whole false when the document ended inside it
     */
    record Slice(int from, int to, int line, int column, boolean whole) {}

    static List<Slice> of(byte[] bytes) {
        JsonSlices cutter = new JsonSlices(bytes);
        int first = cutter.skip(0, (byte) 0);
        if (first < bytes.length && bytes[first] == '[') {
            cutter.elements(first + 1);
        } else if (cutter.isLines()) {
            cutter.lines();
        } else {
            cutter.values(first);
        }
        return cutter.slices;
    }

    private void elements(int from) {
        int at = skip(from, (byte) ',');
        while (at < bytes.length && bytes[at] != ']') {
            at = skip(add(at, end(at)), (byte) ',');
        }
    }

    private void values(int from) {
        int at = from;
        while (at < bytes.length) {
            at = skip(add(at, end(at)), (byte) ',');
        }
    }

    private void lines() {
        int at = 0;
        while (at < bytes.length) {
            int end = lineEnd(at);
            int start = at;
            while (start < end && isSpace(bytes[start])) {
                start++;
            }
            int last = end;
            while (last > start && isSpace(bytes[last - 1])) {
                last--;
            }
            if (start < last) {
                add(start, last);
            }
            at = end + 1;
        }
    }

    /** One item a line: some line besides a lone one is an object by itself. */
    private boolean isLines() {
        int at = 0;
        int written = 0;
        boolean byItself = false;
        while (at < bytes.length && !(byItself && written > 1)) {
            int end = lineEnd(at);
            if (end > at && skip(at, (byte) 0) < end) {
                written++;
                byItself |= bytes[at] == '{' && end(at) >= 0 && skip(end(at), (byte) 0) >= end && end(at) <= end;
            }
            at = end + 1;
        }
        return byItself && written > 1;
    }

    private int lineEnd(int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** End of the value that starts here; −1 when the document ends before. */
    private int end(int from) {
        int depth = 0;
        boolean text = false;
        for (int i = from; i < bytes.length; i++) {
            byte c = bytes[i];
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
            } else if (c == '}' || c == ']') {
                if (depth == 0) {
                    return Math.max(i, from + 1);
                }
                if (--depth == 0) {
                    return i + 1;
                }
            } else if (depth == 0 && (c == ',' || c == '\n') && i > from) {
                return i;
            }
        }
        return -1;
    }

    private int add(int from, int end) {
        while (seen < from) {
            if (bytes[seen++] == '\n') {
                line++;
                lineStart = seen;
            }
        }
        int to = end < 0 ? bytes.length : end;
        slices.add(new Slice(from, to, line, from - lineStart + 1, end >= 0));
        return to;
    }

    private int skip(int from, byte also) {
        int at = from;
        while (at < bytes.length && (isSpace(bytes[at]) || bytes[at] == also && also != 0)) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0x1E;
    }
}
