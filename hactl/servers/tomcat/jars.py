"""The jars that a Tomcat 6 consists of: Maven's repositories hold no archive of it.

Which classes go into bin/bootstrap.jar: Tomcat 6's class loader page. Its JSP compiler (ecj) is no artifact of its own;
this one was tried with pages on Java 8.
"""

from __future__ import annotations

from hactl.servers.interface import Artifact, Jar

BOOTSTRAP = (  # the only classes that may be on the JVM's class path; all others come from lib/
    "org/apache/catalina/startup/Bootstrap*",
    "org/apache/catalina/startup/CatalinaProperties*",
    "org/apache/catalina/startup/ClassLoaderFactory*",
    "org/apache/catalina/startup/Tool*",
    "org/apache/catalina/startup/catalina.properties",
    "org/apache/catalina/security/SecurityClassLoad*",
    "org/apache/catalina/loader/StandardClassLoader*",
)

TOMCAT_6_0_53 = Artifact(
    coordinate="org.apache.tomcat:tomcat:6.0.53:jars",
    files=(("bin/catalina.sh", "tomcat/home/catalina.sh"),),
    jars=(
        Jar(
            coordinate="org.apache.tomcat:catalina:6.0.53:jar",
            sha512="1b8c8cebd62e002996f6f267cbda22bede6cebb29aa7b2524fe9939d01fcae4c"
            "36823c329c2f3f260705b8145b18478e1ca74b1cb52b97e196fa17dcf4746d77",
        ),
        Jar(
            coordinate="org.apache.tomcat:catalina:6.0.53:jar",
            sha512="1b8c8cebd62e002996f6f267cbda22bede6cebb29aa7b2524fe9939d01fcae4c"
            "36823c329c2f3f260705b8145b18478e1ca74b1cb52b97e196fa17dcf4746d77",
            folder="bin",
            name="bootstrap.jar",
            only=BOOTSTRAP,
        ),
        Jar(
            coordinate="org.apache.tomcat:catalina-ha:6.0.53:jar",
            sha512="85ad71e4a0454f5ac2f955e052a7bba2c0e90b9ca932a087a3e49b65f3b712a8"
            "bc9b5769462152167604cc2f5ca97f58e3107d70eb1970213f09c7026d0d5d9d",
        ),
        Jar(
            coordinate="org.apache.tomcat:tribes:6.0.53:jar",
            sha512="effd4ebca939157e333e4e0e65987e40eeee658ad29666265823061deca53471"
            "d314563c35956f92257d3eff1430ef8474e124a27df65c62aa0ddaedbeabe5f7",
        ),
        Jar(
            coordinate="org.apache.tomcat:coyote:6.0.53:jar",
            sha512="7002995ddc70c2fb40523b0351ac438d7691cea139f75e5808d3c8ba15457797"
            "9176d853c62ac5cccc20f7bd6d35a077cd9edc5513c6946c21869efbc8b7a0bc",
        ),
        Jar(
            coordinate="org.apache.tomcat:jasper:6.0.53:jar",
            sha512="c0dc6f51369d293efe876bc1d57df25d3e02739a4115bd38a8ad12df421009ec"
            "2cef005244038eb5578644c0400586197db4b9124093cf616aa24bd2368139a6",
        ),
        Jar(
            coordinate="org.apache.tomcat:jasper-el:6.0.53:jar",
            sha512="62e1844418252bde3c153834e136a942fe2910c9e9d01853a56af27e72143c6a"
            "6a64388ba6cacadc6daa591d5054db9a20c80d22d81b924f0959c2ea82ee20b6",
        ),
        Jar(
            coordinate="org.apache.tomcat:servlet-api:6.0.53:jar",
            sha512="7ce652a7b6793e284edd683d8664010f767144f29f23527c0c146c4c73fc1a6e"
            "aa8bcf2fe2a768067c25570bce41caf44f791a66cd210e7a78afb633ee8abb2d",
        ),
        Jar(
            coordinate="org.apache.tomcat:jsp-api:6.0.53:jar",
            sha512="0c703050c4b8fbcc127e772f4c5abcf28e19dc94db5b2e2d967b3b8c964a6535"
            "3629e466ae9b9dc29de901ac401314f536c242548c963294d98453ecd9bd82a7",
        ),
        Jar(
            coordinate="org.apache.tomcat:el-api:6.0.53:jar",
            sha512="2f4a14c799c6ec8f485b1572d35234d4f96d9523ec1b92baa99efda175d777e8"
            "8c2cb1c0bddbcdd4079e0953bf8ef69b80cf3ae7f64504105d52ae0de05f209c",
        ),
        Jar(
            coordinate="org.apache.tomcat:annotations-api:6.0.53:jar",
            sha512="9eb3be206924900ad068353013c3c2ae679dd92f8af80036fee1328cc04e3420"
            "a2ec03fe9bd57042aee04469e73d28fe618470b3b1702f8262419ed4e5d0e223",
        ),
        Jar(
            coordinate="org.apache.tomcat:juli:6.0.53:jar",
            sha512="e93a2968861d9d6a674638f0283841bbd909fe2f65ee211b2d9923fac9c308d5"
            "e6a5a35cfdae969525efd953195cd396f4f1ead40078af3a3dd8004391e4d069",
            folder="bin",
            name="tomcat-juli.jar",
        ),
        Jar(
            coordinate="org.eclipse.jdt.core.compiler:ecj:4.3.1:jar",
            sha512="ee405d6ad5ba308be2bc58e2d317f8417b0d9768a178e91c692293b63ab4b547"
            "1d61c29bd58df31eae81520357ebfd2109467c6ba89b510e67e268581f351da8",
        ),
    ),
)
