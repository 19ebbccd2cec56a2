@NullMarked
package org.angarium.mail.arc;

import org.jspecify.annotations.NullMarked;
