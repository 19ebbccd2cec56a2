package org.angarium.store.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.schema.DamagedRecordException;
import org.junit.jupiter.api.Test;

/**
 * The golden bytes were written by version 1 and stay readable for ever: a change that breaks them
 * needs a new version, not new bytes.
 */
class DirectoryCodecTest {
  private static final Instant CREATED = Instant.ofEpochMilli(1_767_323_045_678L);
  private static final Domain DOMAIN =
      new Domain("example.test", true, new EmailAddress("all", "example.test"), CREATED);
  private static final Account ACCOUNT =
      new Account(
          new AccountId(300),
          new EmailAddress("j\u00fcrgen", "example.test"),
          List.of(new EmailAddress("info", "example.test")),
          "J\u00fcrgen",
          1_000_000,
          500,
          true,
          false,
          CREATED);
  private static final Alias ALIAS =
      new Alias(
          new EmailAddress("all", "example.test"),
          List.of(new EmailAddress("A b", "elsewhere.test"), new EmailAddress("c", "d.test")),
          CREATED);
  private static final Credentials CREDENTIALS =
      new Credentials(
          "$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA",
          new Credentials.ScramKeys(new byte[] {1, 2}, 4096, new byte[] {3}, new byte[] {4, -1}),
          7);
  private static final Tombstone TOMBSTONE =
      new Tombstone(new AccountId(300), new EmailAddress("a", "b.test"), CREATED);

  private static final String DOMAIN_1 =
      "01 0c6578616d706c652e74657374 01 ae9ea6e5b733 01 03616c6c 0c6578616d706c652e74657374";
  private static final String ACCOUNT_1 =
      "01 ac02 076ac3bc7267656e 0c6578616d706c652e74657374 074ac3bc7267656e c0843d f403 01 00"
          + " ae9ea6e5b733 01 04696e666f 0c6578616d706c652e74657374";
  private static final String ALIAS_1 =
      "01 03616c6c 0c6578616d706c652e74657374 ae9ea6e5b733 02 03412062"
          + " 0e656c736577686572652e74657374 0163 06642e74657374";
  private static final String CREDENTIALS_1 =
      "01 07 29246172676f6e32696424763d3139246d3d36342c"
          + "743d312c703d3124633246736441246147467a6141"
          + " 01 020102 8020 0103 0204ff";
  private static final List<KnownNetwork> NETWORKS =
      List.of(
          new KnownNetwork(true, 0x20010db8_00010002L, 20_454),
          new KnownNetwork(false, 0xc0000201L, 20_000));
  private static final String NETWORKS_1 =
      "01 02 01 20010db800010002 e69f01 00 00000000c0000201 a09c01";
  private static final Grants GRANTS = new Grants(Set.of("b.test", "a.test"), true);
  private static final String GRANTS_1 = "01 01 02 06612e74657374 06622e74657374";
  private static final String TOMBSTONE_1 = "01 ac02 0161 06622e74657374 ae9ea6e5b733";

  @Test
  void readsAndWritesTheGoldenBytes() throws Exception {
    assertThat(DirectoryCodec.encode(GRANTS)).isEqualTo(hex(GRANTS_1));
    assertThat(DirectoryCodec.grants(hex(GRANTS_1))).isEqualTo(GRANTS);
    assertThat(DirectoryCodec.encode(DOMAIN)).isEqualTo(hex(DOMAIN_1));
    assertThat(DirectoryCodec.domain(hex(DOMAIN_1))).isEqualTo(DOMAIN);
    assertThat(DirectoryCodec.encode(ACCOUNT)).isEqualTo(hex(ACCOUNT_1));
    assertThat(DirectoryCodec.account(hex(ACCOUNT_1))).isEqualTo(ACCOUNT);
    assertThat(DirectoryCodec.encode(ALIAS)).isEqualTo(hex(ALIAS_1));
    assertThat(DirectoryCodec.alias(hex(ALIAS_1))).isEqualTo(ALIAS);
    assertThat(DirectoryCodec.encode(CREDENTIALS)).isEqualTo(hex(CREDENTIALS_1));
    assertThat(DirectoryCodec.credentials(hex(CREDENTIALS_1)))
        .usingRecursiveComparison()
        .isEqualTo(CREDENTIALS);
    assertThat(DirectoryCodec.encode(TOMBSTONE)).isEqualTo(hex(TOMBSTONE_1));
    assertThat(DirectoryCodec.tombstone(hex(TOMBSTONE_1))).isEqualTo(TOMBSTONE);
    assertThat(KnownNetworks.encode(NETWORKS)).isEqualTo(hex(NETWORKS_1));
    assertThat(KnownNetworks.decode(hex(NETWORKS_1))).isEqualTo(NETWORKS);
    assertThat(DirectoryCodec.encode(new DirectoryCodec.Name(new AccountId(300), true)))
        .isEqualTo(hex("01 02 ac02"));
    assertThat(DirectoryCodec.name(hex("01 01 ac02")))
        .isEqualTo(new DirectoryCodec.Name(new AccountId(300), false));
    assertThat(DirectoryCodec.name(hex("01 03"))).isEqualTo(DirectoryCodec.Name.ALIAS);
  }

  @Test
  void writesTheGoldenKeys() {
    assertThat(DirectoryKeys.domain("a.test")).isEqualTo(hex("1001 612e74657374"));
    assertThat(DirectoryKeys.account(new AccountId(300))).isEqualTo(hex("1002 000000000000012c"));
    assertThat(DirectoryKeys.name(new EmailAddress("b", "a.test")))
        .isEqualTo(hex("1003 612e74657374 00 62"));
    assertThat(DirectoryKeys.alias(new EmailAddress("b", "a.test")))
        .isEqualTo(hex("1004 612e74657374 00 62"));
    assertThat(DirectoryKeys.credentials(new AccountId(1))).startsWith(hex("1005"));
    assertThat(DirectoryKeys.tombstone(new AccountId(1))).startsWith(hex("1006"));
    assertThat(DirectoryKeys.administrator(new AccountId(1))).startsWith(hex("1007"));
    assertThat(DirectoryKeys.secret()).isEqualTo(hex("1008"));
    assertThat(new String(DirectoryKeys.nextAccount(), StandardCharsets.US_ASCII))
        .isEqualTo("\u0001directory/next-account");
  }

  @Test
  void takesDamageForDamage() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<byte[]> records =
        List.of(hex(DOMAIN_1), hex(ACCOUNT_1), hex(ALIAS_1), hex(CREDENTIALS_1), hex(TOMBSTONE_1));
    for (int i = 0; i < 20_000; i++) {
      byte[] record = records.get(random.nextInt(records.size())).clone();
      if (random.nextBoolean()) {
        record = Arrays.copyOf(record, random.nextInt(record.length + 4));
      }
      for (int flips = random.nextInt(4); flips > 0 && record.length > 0; flips--) {
        record[random.nextInt(record.length)] = (byte) random.nextInt();
      }
      readAll(record, seed);
    }
  }

  private interface Read {
    Object read(byte[] record) throws StoreException;
  }

  private static void readAll(byte[] record, long seed) {
    List<Read> reads =
        List.of(
            DirectoryCodec::domain,
            DirectoryCodec::account,
            DirectoryCodec::alias,
            DirectoryCodec::credentials,
            DirectoryCodec::tombstone,
            DirectoryCodec::name);
    for (Read read : reads) {
      try {
        assertThat(read.read(record)).isNotNull();
      } catch (StoreException damaged) {
        assertThat(damaged).isInstanceOf(DamagedRecordException.class);
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError(
            "seed " + seed + ", record " + HexFormat.of().formatHex(record), wrong);
      }
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
