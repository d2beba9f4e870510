package wireroom.ingest.poll.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Says which addresses a stranger's URL may lead to: only those that the IANA special-purpose registries (RFC 6890 and
 * its updates) call globally reachable.
 */
final class AddressGuard {
    /** A block of addresses and what it is for. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(byte[] prefix, int bits, String what) {
        boolean contains(byte[] address) {
            int whole = bits / 8;
            if (address.length != prefix.length || Arrays.mismatch(address, 0, whole, prefix, 0, whole) >= 0) {
                return false;
            }
            int rest = bits % 8;
            int mask = 0xff << (8 - rest) & 0xff;
            return rest == 0 || (address[whole] & mask) == (prefix[whole] & mask);
        }
    }

    private static final List<Block> FORBIDDEN_4 = List.of(
            four(0, 0, 0, 0, 8, "this network"),
            four(10, 0, 0, 0, 8, "private"),
            four(100, 64, 0, 0, 10, "shared by a carrier"),
            four(127, 0, 0, 0, 8, "loopback"),
            four(169, 254, 0, 0, 16, "link-local, also of cloud metadata"),
            four(172, 16, 0, 0, 12, "private"),
            four(192, 0, 0, 0, 24, "of protocols"),
            four(192, 0, 2, 0, 24, "for documentation"),
            four(192, 88, 99, 0, 24, "of 6to4 relays"),
            four(192, 168, 0, 0, 16, "private"),
            four(198, 18, 0, 0, 15, "for benchmarks"),
            four(198, 51, 100, 0, 24, "for documentation"),
            four(203, 0, 113, 0, 24, "for documentation"),
            four(224, 0, 0, 0, 4, "multicast"),
            four(240, 0, 0, 0, 4, "reserved"));

    /** Within 2000::/3; all beyond it is not global unicast. */
    private static final List<Block> FORBIDDEN_6 = List.of(
            six(0x2001, 0x0000, 23, "of protocols, also Teredo"),
            six(0x2001, 0x0db8, 32, "for documentation"),
            six(0x2002, 0, 16, "6to4, which hides an IPv4 address"),
            six(0x3fff, 0, 20, "for documentation"));

    private static final Block GLOBAL_6 = six(0x2000, 0, 3, "global unicast");
    /** Where networks without IPv4 map it to (RFC 6052): the address within decides. */
    private static final Block NAT64 = six(0x0064, 0xff9b, 96, "NAT64");

    private AddressGuard() {}

    /** What the address is when nobody may be led there; empty when it is public. */
    static Optional<String> refusal(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address four -> refusal(bytes, FORBIDDEN_4);
            case Inet6Address six -> {
                if (NAT64.contains(bytes)) {
                    yield refusal(Arrays.copyOfRange(bytes, 12, 16), FORBIDDEN_4);
                }
                yield GLOBAL_6.contains(bytes) ? refusal(bytes, FORBIDDEN_6) : Optional.of("not global unicast");
            }
            default -> Optional.of("of an unknown family");
        };
    }

    private static Optional<String> refusal(byte[] address, List<Block> forbidden) {
        return forbidden.stream()
                .filter(block -> block.contains(address))
                .map(Block::what)
                .findFirst();
    }

    private static Block four(int a, int b, int c, int d, int bits, String what) {
        return new Block(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}, bits, what);
    }

    private static Block six(int first, int second, int bits, String what) {
        byte[] prefix = new byte[16];
        prefix[0] = (byte) (first >> 8);
        prefix[1] = (byte) first;
        prefix[2] = (byte) (second >> 8);
        prefix[3] = (byte) second;
        return new Block(prefix, bits, what);
    }
}
