#!/bin/sh
# Tomcat Tribes 9.0.117 and 9.0.122, Java 17: EncryptInterceptor of both, one key, one algorithm (AES/GCM/NoPadding).
# Expected: two patch releases of one line read each other, or the changelog's reader is told at start that they do not.
# Seen: each reads its own. The newer drops the older's and logs "Failed to decrypt message". The older opens the newer's
# without a complaint and hands on more bytes than were sent: 8 that stand in front. Either way the sender is told nothing,
# so a rolling update with encryption on copies no session until every instance has the new release.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
for version in 9.0.117 9.0.122; do
    mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact=org.apache.tomcat:tomcat:$version:tar.gz -DoutputDirectory="$t" >/dev/null
    tar -xzf "$t/tomcat-$version.tar.gz" -C "$t"
    mkdir "$t/$version"
    cp "$t/apache-tomcat-$version/lib/catalina-tribes.jar" "$t/apache-tomcat-$version/bin/tomcat-juli.jar" "$t/$version"
done
cat >"$t/Trial.java" <<'X'
import java.util.Base64;
import org.apache.catalina.tribes.*;
import org.apache.catalina.tribes.group.*;
import org.apache.catalina.tribes.group.interceptors.EncryptInterceptor;
import org.apache.catalina.tribes.io.*;
import org.apache.catalina.tribes.membership.MemberImpl;

public class Trial {
  public static void main(String[] words) throws Exception {
    EncryptInterceptor sealer = new EncryptInterceptor();
    sealer.setEncryptionAlgorithm("AES/GCM/NoPadding");
    sealer.setEncryptionKey("000102030405060708090a0b0c0d0e0f");
    ChannelInterceptorBase end = new ChannelInterceptorBase() {
      @Override public void sendMessage(Member[] to, ChannelMessage message, InterceptorPayload payload) {
        System.out.println(Base64.getEncoder().encodeToString(message.getMessage().getBytes()));
      }
      @Override public void messageReceived(ChannelMessage message) {
        byte[] found = message.getMessage().getBytes();
        String text = new String(found, java.nio.charset.StandardCharsets.ISO_8859_1);
        System.out.println("read, ends in its message: " + text.endsWith("a cart") + ", bytes too many: " + (found.length - 6));
      }
      @Override public void start(int service) { }
    };
    sealer.setNext(end);
    sealer.setPrevious(end);
    sealer.start(Channel.SND_TX_SEQ);
    byte[] bytes = words[0].equals("seal") ? "a cart".getBytes() : Base64.getDecoder().decode(words[1]);
    ChannelData data = new ChannelData(true);
    data.setAddress(new MemberImpl("127.0.0.1", 4000, 1000));
    data.setMessage(new XByteBuffer(bytes, false));
    if (words[0].equals("seal")) sealer.sendMessage(new Member[] {new MemberImpl("127.0.0.1", 4001, 1000)}, data, null);
    else sealer.messageReceived(data);
    System.exit(0);
  }
}
X
run() { version=$1; shift; java -cp "$t/$version/*:$t" "$t/Trial.java" "$@" 2>"$t/log"; }
for from in 9.0.117 9.0.122; do
    for to in 9.0.117 9.0.122; do
        said=$(run $to open "$(run $from seal)")
        grep -q 'Failed to decrypt message' "$t/log" && logged=yes || logged=no
        echo "sealed by $from, opened by $to: ${said:-nothing arrives}; logged as a failure: $logged"
        case $from-$to in
        9.0.117-9.0.122) want=" yes" ;;
        9.0.122-9.0.117) want="read, ends in its message: true, bytes too many: 8 no" ;;
        *) want="read, ends in its message: true, bytes too many: 0 no" ;;
        esac
        [ "$said $logged" = "$want" ]
    done
done
