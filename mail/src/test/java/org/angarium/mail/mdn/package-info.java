@NullMarked
package org.angarium.mail.mdn;

import org.jspecify.annotations.NullMarked;
