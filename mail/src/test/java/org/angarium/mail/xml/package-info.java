@NullMarked
package org.angarium.mail.xml;

import org.jspecify.annotations.NullMarked;
