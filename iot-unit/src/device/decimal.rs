//! Decimal numbers to millionths without floating point, so that every unit rounds alike.

use bpiiot_primitives::table1::Value;

use super::Cause;

/// Decimal places of the result.
const PLACES: i64 = 6;

/// Reads a decimal number such as `-12.5` or `2.7e-2` as millionths, rounded to the nearest, halves away from zero.
///
/// # Errors
/// [`Cause::NotFinite`] for NaN and infinities, [`Cause::OutOfRange`] when the millionths do not fit an `i64`,
/// [`Cause::Malformed`] for everything that is not a number.
pub fn micro(text: &str) -> Result<Value, Cause> {
	let text = text.trim();
	let (negative, unsigned) = match text.as_bytes() {
		[b'-', ..] => (true, &text[1..]),
		[b'+', ..] => (false, &text[1..]),
		_ => (false, text),
	};
	if ["nan", "inf", "infinity"].iter().any(|name| unsigned.eq_ignore_ascii_case(name)) {
		return Err(Cause::NotFinite);
	}
	let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
		Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
		None => (unsigned, 0),
	};
	let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
	let digits = whole.bytes().chain(fraction.bytes());
	if whole.len() + fraction.len() == 0 || !digits.clone().all(|digit| digit.is_ascii_digit()) {
		return Err(Cause::Malformed);
	}

	// The first `kept` digits make the millionths; the one after them decides the rounding.
	let mut kept = whole.len() as i64 + exponent + PLACES;
	let mut value: i128 = 0;
	let mut digits = digits.map(|digit| i128::from(digit - b'0'));
	let limit = i128::from(Value::MAX) + 1;
	while kept > 0 {
		// Zeros behind the last digit change nothing once the value is zero or too large, so this ends quickly.
		let digit = match digits.next() {
			Some(digit) => digit,
			None if value == 0 => break,
			None => 0,
		};
		value = value * 10 + digit;
		if value > limit {
			return Err(Cause::OutOfRange);
		}
		kept -= 1;
	}
	if kept == 0 && digits.next().is_some_and(|digit| digit >= 5) {
		value += 1;
	}
	Value::try_from(if negative { -value } else { value }).map_err(|_| Cause::OutOfRange)
}

/// Exponents beyond any use are cut to a size that cannot overflow.
fn parse_exponent(text: &str) -> Result<i64, Cause> {
	let (negative, digits) = match text.as_bytes() {
		[b'-', ..] => (true, &text[1..]),
		[b'+', ..] => (false, &text[1..]),
		_ => (false, text),
	};
	if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
		return Err(Cause::Malformed);
	}
	let size = digits.bytes().fold(0i64, |sum, digit| (sum * 10 + i64::from(digit - b'0')).min(1_000_000));
	Ok(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn numbers_become_exact_millionths() {
		for (text, micro_units) in [
			("0", 0),
			("-0.0", 0),
			("75.4955", 75_495_500),
			("0.0270797", 27_080),
			("0.0270794", 27_079),
			("-0.273216", -273_216),
			("100", 100_000_000),
			("1e2", 100_000_000),
			("2.70797E-2", 27_080),
			("+12.5", 12_500_000),
			(".5", 500_000),
			("5.", 5_000_000),
			("0.0000005", 1),
			("-0.0000005", -1),
			("0.00000049999999999999999999", 0),
			("0.0000000000000000000000000000001", 0),
			("1e-999999999999", 0),
			("0e999999999999", 0),
			(" 7 ", 7_000_000),
			("9223372036854.775807", i64::MAX),
			("-9223372036854.775808", i64::MIN),
			("00000000000000000000000000000000000001", 1_000_000),
		] {
			assert_eq!(micro(text), Ok(micro_units), "{text}");
		}
	}

	#[test]
	fn everything_else_has_a_cause() {
		for text in ["NaN", "nan", "-nan", "inf", "-Inf", "Infinity", "-infinity"] {
			assert_eq!(micro(text), Err(Cause::NotFinite), "{text}");
		}
		for text in
			["9223372036854.775808", "-9223372036854.775809", "1e400", "-1e999999999999", "99999999999999999999"]
		{
			assert_eq!(micro(text), Err(Cause::OutOfRange), "{text}");
		}
		for text in ["", "-", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "12a", "--1", "1 2", "٣", "infin"] {
			assert_eq!(micro(text), Err(Cause::Malformed), "{text}");
		}
	}

	#[test]
	fn agrees_with_integer_arithmetic_on_random_numbers() {
		let mut state = 0x5eed_u64;
		println!("seed {state:#x}");
		for _ in 0..20_000 {
			state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
			let tenth_micro = i128::from(state as i64 >> 3);
			let text = format!(
				"{}{}.{:07}",
				if tenth_micro < 0 { "-" } else { "" },
				tenth_micro.abs() / 10_000_000,
				tenth_micro.abs() % 10_000_000
			);
			let nearest = (tenth_micro.abs() + 5) / 10 * tenth_micro.signum();
			assert_eq!(micro(&text).map(i128::from), Ok(nearest), "{text}");
		}
	}
}
