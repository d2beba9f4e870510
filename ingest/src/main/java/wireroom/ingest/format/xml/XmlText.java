package wireroom.ingest.format.xml;

import java.io.Reader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.ingest.format.Decoded;
import wireroom.ingest.format.Input;

/**
 * The characters of an XML document as a parser may have them, read on as they are asked for. Those from a chosen place
 * on stay at hand with their verbatim bytes. What XML forbids becomes U+FFFD, each character at its place.
 *
 * <p>Places are numbers of characters from the start of the document.
 */
final class XmlText {
    private static final int CHUNK = 64 * 1024;
    /** Longest character reference that is looked for, {@code &#x} and eight digits. */
    private static final int REFERENCE = 13;

    /** So many characters at most lie between places whose offsets in mixed text are known. */
    private static final int STRETCH = 512;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long CONTROLS = ONES * ' ';
    private static final long REFERENCES = ONES * '&';

    private static final Pattern DECLARED =
            Pattern.compile("^\\s*<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]{1,40})[\"']");

    private final Input input;
    private final Charset fallback;
    private Charset charset;
    private boolean utf8;
    /** Whether bytes that are no UTF-8 are damage; else they may show that it is another charset. */
    private boolean sure;

    private CharsetDecoder decoder;
    private final byte[] unread;
    /** So many bytes are decoded at a time: all of a short document. */
    private final int chunk;

    private int unreadEnd;
    private boolean ended;

    private char[] chars;
    private int size;
    /** Place of the first character at hand. */
    private long base;
    /** So many of the characters at hand are clean; behind them a reference may be cut in two. */
    private int clean;

    /** Of the characters at hand, so many need not be cleaned. */
    private int sound;
    /** Whether what was decoded last must be looked through for what XML forbids. */
    private boolean odd;
    /** Places of characters that were one byte and are U+FFFD now, ascending. */
    private long[] replaced = new long[16];

    private int replacements;
    /** Whether any character is not the one that was sent. */
    private boolean altered;

    private byte[] bytes;
    private int byteSize;
    private long byteBase;

    /** Stretches whose bytes can be computed from their characters: place, byte offset, and bytes for each character. */
    private long[] places = new long[64];

    private long[] offsets = new long[64];
    private byte[] widths = new byte[64];
    private int stretches;

    /** Line and start of line at {@code base}. */
    private int line = 1;

    private long lineStart;

    private final int limit;
    private long kept;
    /** A place and its byte offset that were asked for last: items are cut in their order. */
    private long lastPlace;

    private long lastOffset;

    /** @param limit so many characters are kept at hand at most */
    XmlText(Input input, Charset fallback, int limit) {
        this.input = input;
        this.fallback = fallback;
        this.limit = limit;
        byte[] start = input.peek(CHUNK);
        this.chunk = Math.max(start.length, REFERENCE);
        boolean more = start.length == CHUNK;
        this.unread = new byte[chunk + 16];
        this.chars = new char[(more ? 2 : 1) * chunk + 16];
        this.bytes = new byte[(more ? 2 : 1) * chunk];
        Optional<Charset> declared = declared(start);
        if (declared.isPresent() && declared.get().equals(StandardCharsets.UTF_8) && beginsPlainly(start)) {
            this.charset = StandardCharsets.UTF_8;
            this.sure = true;
        } else {
            int whole = start.length;
            while (start.length == CHUNK && whole > CHUNK - 4 && start[whole - 1] < 0) {
                whole--;
            }
            Decoded decoded =
                    Decoded.of(whole == start.length ? start : Arrays.copyOf(start, whole), declared, fallback);
            this.charset = decoded.charset();
            int mark = mark(start, charset);
            input.readNBytes(mark);
            this.byteBase = mark;
            this.sure = declared.isPresent() && charset.equals(StandardCharsets.UTF_8)
                    || !charset.equals(StandardCharsets.UTF_8)
                    || decoded.text().length() != whole;
        }
        this.utf8 = charset.equals(StandardCharsets.UTF_8);
        this.decoder = decoder(charset);
    }

    /** No mark and no zeros in front: what declares itself as UTF-8 is not UTF-16. */
    private static boolean beginsPlainly(byte[] start) {
        return start.length >= 4 && start[0] > 0 && start[1] > 0 && start[2] > 0 && start[3] > 0;
    }

    private static CharsetDecoder decoder(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Length of the byte order mark. */
    private static int mark(byte[] start, Charset charset) {
        byte[] mark = "\uFEFF".getBytes(charset);
        return mark.length > 1
                        && charset.name().startsWith("UTF-")
                        && start.length >= mark.length
                        && Arrays.equals(start, 0, mark.length, mark, 0, mark.length)
                ? mark.length
                : 0;
    }

    private static Optional<Charset> declared(byte[] bytes) {
        Matcher m = DECLARED.matcher(new String(bytes, 0, Math.min(bytes.length, 400), StandardCharsets.ISO_8859_1));
        try {
            return m.find() && Charset.isSupported(m.group(1))
                    ? Optional.of(Charset.forName(m.group(1)))
                    : Optional.empty();
        } catch (IllegalArgumentException noCharset) {
            return Optional.empty();
        }
    }

    Charset charset() {
        return charset;
    }

    /** Whether the characters so far are those of the bytes in UTF-8, so that they can be made of them again. */
    boolean isFaithful() {
        return utf8 && !altered;
    }

    /** Place of the first character at hand. */
    long start() {
        return base;
    }

    /** Place behind the last character that was read. */
    long end() {
        return base + clean;
    }

    /** Reads on; false when there is no more. */
    boolean more() {
        int before = clean;
        while (clean == before && !ended) {
            decode();
            clean();
        }
        return clean > before;
    }

    char at(long place) {
        return chars[(int) (place - base)];
    }

    String text(long from, long to) {
        return new String(chars, (int) (from - base), (int) (to - from));
    }

    /** Verbatim bytes. */
    byte[] bytes(long from, long to) {
        int start = (int) (offset(from) - byteBase);
        int stop = (int) (offset(to) - byteBase);
        return Arrays.copyOfRange(bytes, Math.min(start, stop), stop);
    }

    /** {@code line:column} of a place at hand. */
    String position(long place) {
        int lineOfIt = line;
        long startOfIt = lineStart;
        int until = (int) (Math.min(place, base + size) - base);
        for (int i = 0; i < until; i++) {
            if (chars[i] == '\n') {
                lineOfIt++;
                startOfIt = base + i + 1;
            }
        }
        return lineOfIt + ":" + (place - startOfIt + 1);
    }

    /** The characters from a place on, for a parser; {@code before} comes first. */
    Reader from(long place, String before) {
        return new Reader() {
            private long next = place;
            private int atBefore;

            @Override
            public int read(char[] target, int offset, int length) {
                if (atBefore < before.length()) {
                    int count = Math.min(length, before.length() - atBefore);
                    before.getChars(atBefore, atBefore + count, target, offset);
                    atBefore += count;
                    return count;
                }
                if (next >= end()) {
                    if (end() - kept > limit) {
                        throw new TooLong(limit);
                    }
                    if (!more()) {
                        return -1;
                    }
                }
                int count = (int) Math.min(length, end() - next);
                System.arraycopy(chars, (int) (next - base), target, offset, count);
                next += count;
                return count;
            }

            @Override
            public void close() {
                // The document is closed by whoever opened it.
            }
        };
    }

    /** Lets go of all before a place. */
    void keep(long place) {
        kept = place;
        int gone = (int) (Math.min(place, base + clean) - base);
        if (gone < CHUNK) {
            return;
        }
        long offset = offset(base + gone);
        for (int i = 0; i < gone; i++) {
            if (chars[i] == '\n') {
                line++;
                lineStart = base + i + 1;
            }
        }
        int first = stretch(base + gone);
        long place0 = base + gone;
        int kept = stretches - first;
        System.arraycopy(places, first, places, 0, kept);
        System.arraycopy(offsets, first, offsets, 0, kept);
        System.arraycopy(widths, first, widths, 0, kept);
        stretches = kept;
        places[0] = place0;
        offsets[0] = offset;
        System.arraycopy(chars, gone, chars, 0, size - gone);
        size -= gone;
        clean -= gone;
        int goneReplaced = replacedBefore(place0);
        replacements -= goneReplaced;
        System.arraycopy(replaced, goneReplaced, replaced, 0, replacements);
        base = place0;
        int goneBytes = (int) (offset - byteBase);
        System.arraycopy(bytes, goneBytes, bytes, 0, byteSize - goneBytes);
        byteSize -= goneBytes;
        byteBase = offset;
    }

    private int stretch(long place) {
        int low = 0;
        int high = stretches - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (places[middle] <= place) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private long offset(long place) {
        if (place >= base + size) {
            return byteBase + byteSize;
        }
        int s = stretch(place);
        if (widths[s] > 0) {
            return offsets[s] + (place - places[s]) * widths[s];
        }
        boolean on = lastPlace >= places[s] && lastPlace <= place && lastPlace >= base;
        int from = (int) ((on ? lastPlace : places[s]) - base);
        int to = (int) (place - base);
        lastOffset = (on ? lastOffset : offsets[s]) + length(from, to);
        lastPlace = place;
        return lastOffset;
    }

    private int length(int from, int to) {
        if (!utf8) {
            return new String(chars, from, to - from).getBytes(charset).length;
        }
        // A replaced character counts as the three bytes of U+FFFD below; it was sent as one.
        int length = -2 * (replacedBefore(base + to) - replacedBefore(base + from));
        for (int i = from; i < to; i++) {
            char c = chars[i];
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }

    private int replacedBefore(long place) {
        int at = Arrays.binarySearch(replaced, 0, replacements, place);
        return at < 0 ? -at - 1 : at;
    }

    /** Notes that the character at an index was one byte, whatever stands there now. */
    private void replaced(int index) {
        altered = true;
        if (!utf8) {
            return;
        }
        if (replacements == replaced.length) {
            replaced = Arrays.copyOf(replaced, replacements * 2);
        }
        replaced[replacements++] = base + index;
    }

    private void add(long place, long offset, int width) {
        if (stretches > 0 && width > 0 && widths[stretches - 1] == width) {
            return;
        }
        if (stretches == places.length) {
            places = Arrays.copyOf(places, stretches * 2);
            offsets = Arrays.copyOf(offsets, stretches * 2);
            widths = Arrays.copyOf(widths, stretches * 2);
        }
        places[stretches] = place;
        offsets[stretches] = offset;
        widths[stretches++] = (byte) width;
    }

    /** Decodes the next chunk behind the characters at hand. */
    private void decode() {
        int from = byteSize - unreadEnd;
        int count = input.read(unread, unreadEnd, chunk);
        ended = count < 0;
        if (count > 0) {
            if (byteSize + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(byteSize + count, bytes.length * 2));
            }
            System.arraycopy(unread, unreadEnd, bytes, byteSize, count);
            byteSize += count;
            unreadEnd += count;
        }
        int room = size + (int) Math.ceil(unreadEnd * (double) decoder.maxCharsPerByte()) + 2;
        if (room > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(room, chars.length * 2));
        }
        boolean wasClean = clean == size;
        int firstByte = utf8 ? wellFormed(from) : 0;
        sound = wasClean && firstByte > 0 && !odd ? size : 0;
        ByteBuffer in = ByteBuffer.wrap(unread, 0, unreadEnd);
        in.position(firstByte);
        CharBuffer out = CharBuffer.wrap(chars, size, chars.length - size);
        int firstChar = size;
        int charsBefore = size;
        int bytesBefore = firstByte;
        CoderResult result = decoder.decode(in, out, ended);
        while (result.isError()) {
            if (!sure && isForeign()) {
                charset = fallback;
                utf8 = charset.equals(StandardCharsets.UTF_8);
                decoder = decoder(charset);
                in.position(0);
                out.position(size);
                firstByte = 0;
            } else {
                stretch(firstChar, out.position(), from + firstByte, in.position() - firstByte);
                int bad = charset.equals(StandardCharsets.UTF_8) ? 1 : result.length();
                add(base + out.position(), byteBase + from + in.position(), bad);
                out.put('\uFFFD');
                altered = true;
                in.position(in.position() + bad);
                firstChar = out.position();
                firstByte = in.position();
            }
            sure = true;
            result = decoder.decode(in, out, ended);
        }
        stretch(firstChar, out.position(), from + firstByte, in.position() - firstByte);
        sure |= out.position() - charsBefore != in.position() - bytesBefore;
        unreadEnd = in.remaining();
        System.arraycopy(unread, in.position(), unread, 0, unreadEnd);
        size = out.position();
    }

    /**
     * Decodes UTF-8 as far as it is well formed, many times faster than a decoder of the platform does, and sees on the way
     * whether there is anything that must be looked at again.
     *
     * @param from index in {@code bytes} of the first byte that is unread
     * @return number of bytes decoded; 0 when another charset is possible and not all could be, so that all of them must
     *     be looked at anew
     */
    private int wellFormed(int from) {
        byte[] in = unread;
        char[] out = chars;
        int end = unreadEnd;
        int i = 0;
        int o = size;
        int stretchChar = o;
        int stretchByte = 0;
        boolean wide = false;
        int stretchesBefore = stretches;
        odd = false;
        while (true) {
            while (i + 8 <= end) {
                long eight = (long) EIGHT.get(in, i);
                if ((eight & HIGH) != 0) {
                    break;
                }
                long references = eight ^ REFERENCES;
                // A borrow may tell of one too many, never of one too few.
                if (((eight - CONTROLS | references - ONES) & HIGH) != 0) {
                    odd |= isOdd(in, i, i + 8, end);
                }
                for (int k = 0; k < 8; k++) {
                    out[o + k] = (char) in[i + k];
                }
                i += 8;
                o += 8;
            }
            int ascii = i;
            while (i < end && in[i] >= 0) {
                out[o++] = (char) in[i++];
            }
            odd |= isOdd(in, ascii, i, end);
            if (i == end) {
                break;
            }
            if (o - stretchChar >= STRETCH) {
                stretch(stretchChar, o, from + stretchByte, i - stretchByte);
                stretchChar = o;
                stretchByte = i;
            }
            int length = Decoded.sequence(in, i, end);
            if (length == 0) {
                break;
            }
            if (length == 2) {
                out[o++] = (char) ((in[i] & 0x1F) << 6 | in[i + 1] & 0x3F);
            } else if (length == 3) {
                char c = (char) ((in[i] & 0x0F) << 12 | (in[i + 1] & 0x3F) << 6 | in[i + 2] & 0x3F);
                odd |= c >= '\uFFFE';
                out[o++] = c;
            } else {
                int point =
                        (in[i] & 0x07) << 18 | (in[i + 1] & 0x3F) << 12 | (in[i + 2] & 0x3F) << 6 | in[i + 3] & 0x3F;
                out[o++] = Character.highSurrogate(point);
                out[o++] = Character.lowSurrogate(point);
            }
            wide = true;
            i += length;
        }
        if (!sure && i < end) {
            stretches = stretchesBefore;
            return 0;
        }
        stretch(stretchChar, o, from + stretchByte, i - stretchByte);
        sure |= wide;
        size = o;
        return i;
    }

    /** Whether some of these bytes are characters that XML forbids, or begin a reference to a character. */
    private static boolean isOdd(byte[] in, int from, int to, int end) {
        for (int i = from; i < to; i++) {
            byte b = in[i];
            if (b < ' ' && b != '\n' && b != '\r' && b != '\t' || b == '&' && (i + 1 >= end || in[i + 1] == '#')) {
                return true;
            }
        }
        return false;
    }

    /** Whether the first bytes that are no ASCII look like another charset than UTF-8. */
    private boolean isForeign() {
        return !Decoded.of(Arrays.copyOf(unread, unreadEnd), Optional.empty(), fallback)
                .charset()
                .equals(StandardCharsets.UTF_8);
    }

    private void stretch(int fromChar, int toChar, int fromByte, int count) {
        if (toChar > fromChar) {
            int length = toChar - fromChar;
            boolean utf16 =
                    !utf8 && (charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE));
            add(base + fromChar, byteBase + fromByte, length == count ? 1 : utf16 ? 2 : 0);
        }
    }

    private void clean() {
        int stop = size;
        if (!ended) {
            // A reference or a pair that the chunk cut in two waits for the next one.
            for (int i = size - 1; i >= Math.max(clean, size - REFERENCE); i--) {
                if (chars[i] == '&') {
                    stop = i;
                }
            }
            if (stop == size && stop > clean && Character.isHighSurrogate(chars[stop - 1])) {
                stop--;
            }
        }
        for (int i = Math.max(clean, Math.min(sound, stop)); i < stop; i++) {
            char c = chars[i];
            if (c >= ' ' && c != '&' && c < Character.MIN_SURROGATE) {
                continue;
            }
            if (c == '&') {
                if (i + 2 < stop && chars[i + 1] == '#') {
                    reference(i, stop);
                }
            } else if (Character.isHighSurrogate(c) && i + 1 < stop && Character.isLowSurrogate(chars[i + 1])) {
                i++;
            } else if (!isLegal(c) || Character.isSurrogate(c)) {
                altered = true;
                if (c < ' ') {
                    replaced(i);
                }
                chars[i] = '\uFFFD';
            }
        }
        clean = stop;
    }

    /** Blanks out a reference to a character that XML forbids. */
    private void reference(int from, int stop) {
        boolean hex = chars[from + 2] == 'x';
        int first = from + (hex ? 3 : 2);
        int i = first;
        long code = 0;
        while (i < stop && i - first < 9 && Character.digit(chars[i], hex ? 16 : 10) >= 0 && chars[i] < 0x80) {
            code = code * (hex ? 16 : 10) + Character.digit(chars[i], hex ? 16 : 10);
            i++;
        }
        if (i == first || i >= stop || chars[i] != ';') {
            return;
        }
        boolean fine = code < 0x10000
                ? isLegal((char) code) && !Character.isSurrogate((char) code)
                : code <= Character.MAX_CODE_POINT;
        if (!fine) {
            Arrays.fill(chars, from, i + 1, ' ');
            chars[from] = '\uFFFD';
            replaced(from);
        }
    }

    private static boolean isLegal(char c) {
        return c >= ' ' && c < '\uFFFE' || c == '\n' || c == '\r' || c == '\t';
    }

    /** More than an item may have stands between the place that is kept and what is asked for. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong(int limit) {
            super("an item of more than " + limit + " characters, or one without an end");
        }
    }
}
