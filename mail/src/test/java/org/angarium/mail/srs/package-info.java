@NullMarked
package org.angarium.mail.srs;

import org.jspecify.annotations.NullMarked;
