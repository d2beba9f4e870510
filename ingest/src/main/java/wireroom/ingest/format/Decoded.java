package wireroom.ingest.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes as characters, without loss: what cannot be decoded becomes U+FFFD, and every stretch of the text still knows
 * its verbatim bytes.
 *
 * <p>Order of belief: byte order mark, zero bytes where ASCII would be (UTF-16 without a mark), the charset the document
 * declares, UTF-8 when the bytes are valid UTF-8 or mostly so, the fallback.
 */
public final class Decoded {
    private final byte[] bytes;
    private final int mark;
    private final String text;
    private final Charset charset;
    /** Byte offset of each character; only for UTF-8 that is not valid, where lengths cannot be computed. */
    private final int[] offsets;

    private int lastChar;
    private int lastByte;

    private Decoded(byte[] bytes, int mark, String text, Charset charset, int[] offsets) {
        this.bytes = bytes;
        this.mark = mark;
        this.text = text;
        this.charset = charset;
        this.offsets = offsets;
        this.lastByte = mark;
    }

    /**
     * @param declared charset that the document names, e.g. in its XML declaration
     * @param fallback charset of the provider
     */
    public static Decoded of(byte[] bytes, Optional<Charset> declared, Charset fallback) {
        if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
            return utf8(bytes, 3, fallback, true);
        }
        if (starts(bytes, 0xFF, 0xFE, 0, 0)) {
            return plain(bytes, 4, Charset.forName("UTF-32LE"));
        }
        if (starts(bytes, 0, 0, 0xFE, 0xFF)) {
            return plain(bytes, 4, Charset.forName("UTF-32BE"));
        }
        if (starts(bytes, 0xFF, 0xFE)) {
            return plain(bytes, 2, StandardCharsets.UTF_16LE);
        }
        if (starts(bytes, 0xFE, 0xFF)) {
            return plain(bytes, 2, StandardCharsets.UTF_16BE);
        }
        if (bytes.length >= 4 && bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0) {
            return plain(bytes, 0, StandardCharsets.UTF_16BE);
        }
        if (bytes.length >= 4 && bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0) {
            return plain(bytes, 0, StandardCharsets.UTF_16LE);
        }
        // A document that we could read as ASCII cannot be the UTF-16 it declares.
        if (declared.isPresent()
                && !declared.get().equals(StandardCharsets.UTF_8)
                && !declared.get().name().startsWith("UTF-")) {
            return plain(bytes, 0, declared.get());
        }
        return utf8(bytes, 0, fallback, declared.isPresent());
    }

    private static Decoded utf8(byte[] bytes, int mark, Charset fallback, boolean sure) {
        // Much faster than a decoder; only what became U+FFFD, or was it, must be looked at again.
        String quick = new String(bytes, mark, bytes.length - mark, StandardCharsets.UTF_8);
        if (quick.indexOf('\uFFFD') < 0) {
            return new Decoded(bytes, mark, quick, StandardCharsets.UTF_8, null);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark))
                    .toString();
            return new Decoded(bytes, mark, text, StandardCharsets.UTF_8, null);
        } catch (CharacterCodingException notValid) {
            return damagedUtf8(bytes, mark, fallback, sure);
        }
    }

    private static Decoded damagedUtf8(byte[] bytes, int mark, Charset fallback, boolean sure) {
        StringBuilder text = new StringBuilder(bytes.length);
        int[] offsets = new int[bytes.length + 1];
        int wrong = 0;
        int longer = 0;
        for (int at = mark; at < bytes.length; ) {
            int length = sequence(bytes, at);
            offsets[text.length()] = at;
            if (length == 0) {
                wrong++;
                text.append('\uFFFD');
                at++;
                continue;
            }
            if (length == 1) {
                text.append((char) bytes[at]);
            } else {
                longer++;
                String one = new String(bytes, at, length, StandardCharsets.UTF_8);
                text.append(one);
                if (one.length() == 2) {
                    offsets[text.length() - 1] = at;
                }
            }
            at += length;
        }
        // More stray bytes than sequences: it never was UTF-8.
        if (!sure && wrong > longer && !fallback.equals(StandardCharsets.UTF_8)) {
            return plain(bytes, mark, fallback);
        }
        offsets[text.length()] = bytes.length;
        return new Decoded(
                bytes, mark, text.toString(), StandardCharsets.UTF_8, Arrays.copyOf(offsets, text.length() + 1));
    }

    /** Length of the valid UTF-8 sequence at a place, 0 when there is none. */
    private static int sequence(byte[] bytes, int at) {
        return sequence(bytes, at, bytes.length);
    }

    /** Length of the valid UTF-8 sequence at a place before an end, 0 when there is none, or no whole one. */
    public static int sequence(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xff;
        int length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length < 2) {
            return length;
        }
        if (at + length > end) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xff;
        boolean allowed = switch (lead) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
        return allowed ? length : 0;
    }

    private static Decoded plain(byte[] bytes, int mark, Charset charset) {
        return new Decoded(bytes, mark, new String(bytes, mark, bytes.length - mark, charset), charset, null);
    }

    private static boolean starts(byte[] bytes, int... expected) {
        if (bytes.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** The characters, without a byte order mark. */
    public String text() {
        return text;
    }

    /** Charset it was decoded with. */
    public Charset charset() {
        return charset;
    }

    /** True when the bytes are valid UTF-8 without a mark, so that byte parsers can take them as they are. */
    public boolean isPlainUtf8() {
        return charset.equals(StandardCharsets.UTF_8) && mark == 0 && offsets == null;
    }

    /** Verbatim bytes of characters {@code from} to {@code to}. */
    public byte[] slice(int from, int to) {
        return Arrays.copyOfRange(bytes, byteOffset(from), Math.max(byteOffset(from), byteOffset(to)));
    }

    private int byteOffset(int character) {
        if (character >= text.length()) {
            return bytes.length;
        }
        if (offsets != null) {
            return offsets[character];
        }
        if (charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE)) {
            return mark + 2 * character;
        }
        if (text.length() == bytes.length - mark) {
            return mark + character;
        }
        // Items are cut in the order of the document: counting on from the last place keeps it linear.
        if (character < lastChar) {
            lastChar = 0;
            lastByte = mark;
        }
        lastByte += charset.equals(StandardCharsets.UTF_8)
                ? utf8Length(text, lastChar, character)
                : text.substring(lastChar, character).getBytes(charset).length;
        lastChar = character;
        return Math.min(lastByte, bytes.length);
    }

    private static int utf8Length(String text, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }
}
