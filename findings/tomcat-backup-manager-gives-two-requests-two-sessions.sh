#!/bin/sh
# Tomcat 7.0.109 and 11.0.24 (catalina-ha, tribes), Java 17; the map below BackupManager: org.apache.catalina.tribes.tipis.
# Expected: two threads that get() one entry from one member at a time are given one object, also where that member was
# not the entry's primary until then: one of them makes it primary, fetching it where there is only a proxy.
# Seen: where the two meet, each may fetch an object of its own from another member; the map keeps one of the two, and what
# is written into the other is lost. A tenth to a third of the pairs where there is a proxy, a few where there is the copy
# itself. For sessions: two requests of one browser at a time, the first ones after a failover.
set -eu
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
cat >"$t/Twice.java" <<'J'
import java.util.concurrent.*;
import org.apache.catalina.tribes.*;
import org.apache.catalina.tribes.group.GroupChannel;
import org.apache.catalina.tribes.group.interceptors.StaticMembershipInterceptor;
import org.apache.catalina.tribes.membership.StaticMember;
import org.apache.catalina.tribes.tipis.*;
import org.apache.catalina.tribes.transport.ReceiverBase;

public class Twice implements AbstractReplicatedMap.MapOwner {
    public void objectMadePrimary(Object key, Object value) { }
    public void objectMadePrimay(Object key, Object value) { } // the name of 7.0
    public static void main(String[] none) throws Exception {
        int[] ports = new int[3];
        for (int i = 0; i < 3; i++) try (java.net.ServerSocket s = new java.net.ServerSocket(0)) { ports[i] = s.getLocalPort(); }
        LazyReplicatedMap[] maps = new LazyReplicatedMap[3]; GroupChannel[] channels = new GroupChannel[3];
        for (int i = 0; i < 3; i++) {
            GroupChannel channel = channels[i] = new GroupChannel();
            ReceiverBase receiver = (ReceiverBase) channel.getChannelReceiver();
            receiver.setAddress("127.0.0.1"); receiver.setPort(ports[i]); receiver.setAutoBind(0);
            StaticMembershipInterceptor members = new StaticMembershipInterceptor();
            for (int k = 0; k < 3; k++) if (k != i) {
                StaticMember other = new StaticMember("127.0.0.1", ports[k], 0);
                other.setUniqueId(new byte[] {0,1,2,3,4,5,6,7,8,9,0,0,0,0,0,(byte) k});
                members.addStaticMember(other);
            }
            StaticMember self = new StaticMember("127.0.0.1", ports[i], 0);
            self.setUniqueId(new byte[] {0,1,2,3,4,5,6,7,8,9,0,0,0,0,0,(byte) i});
            members.setLocalMember(self);
            channel.addInterceptor(members);
            channel.start(Channel.SND_RX_SEQ | Channel.SND_TX_SEQ);
        }
        for (int i = 0; i < 3; i++) maps[i] = new LazyReplicatedMap(new Twice(), channels[i], 5000, "sessions", null);
        Thread.sleep(3000);
        ExecutorService two = Executors.newFixedThreadPool(2);
        int entries = 200; int[] apart = new int[3];
        for (int n = 0; n < entries; n++) {
            String key = "session-" + n;
            maps[0].put(key, new java.util.ArrayList<String>());
            for (int member = 1; member < 3; member++) {
                boolean has = maps[member].getInternal(key) != null && maps[member].getInternal(key).isBackup();
                final LazyReplicatedMap map = maps[member]; final CyclicBarrier start = new CyclicBarrier(2);
                if (has != (n % 2 == 0)) continue; // one member of each entry: of every other one that with the copy
                Callable<Object> get = new Callable<Object>() { public Object call() throws Exception { start.await(); return map.get(key); } };
                Future<Object> one = two.submit(get), other = two.submit(get);
                apart[has ? 0 : 1] += one.get() == other.get() ? 0 : 1;
                apart[2] += has ? 0 : 1;
            }
        }
        System.out.println(apart[1] + " of " + apart[2] + " pairs of get() by a proxy gave two objects; by the copy itself " + apart[0] + " of " + (entries - apart[2]));
        System.exit(apart[1] > 0 ? 0 : 1);
    }
}
J
for version in 7.0.109 11.0.24; do
    mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dartifact=org.apache.tomcat:tomcat:$version:tar.gz -DoutputDirectory="$t" >/dev/null
    tar -xzf "$t/tomcat-$version.tar.gz" -C "$t"
    jars="$t/apache-tomcat-$version/lib/*:$t/apache-tomcat-$version/bin/tomcat-juli.jar"
    mkdir "$t/$version"; javac -nowarn -d "$t/$version" -cp "$jars" "$t/Twice.java" 2>"$t/said" || { cat "$t/said"; exit 1; }
    printf 'Tomcat %s: ' "$version"
    java -cp "$t/$version:$jars" Twice 2>"$t/log" || { tail -5 "$t/log"; echo CHANGED; exit 1; }
done
