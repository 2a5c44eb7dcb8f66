import { describe, expect, it } from 'vitest'
import { degrees, readCoordinates } from './coordinates'

const at = (text: string) => {
  const read = readCoordinates(text)
  return read?.kind === 'position' ? degrees(read.at) : read
}

describe('coordinates', () => {
  const EPICENTRE = '37.1600°N 116.3400°E'

  it.each([
    '116.34 37.16', '116.34,37.16', '116.34， 37.16', '１１６．３４，３７．１６', '(116.34, 37.16)',
    '37.16N 116.34E', 'N37.16 E116.34', '37.16°N, 116.34°E', '116.34°E 37.16°N', '37.16n116.34e',
    '37°9′36″N 116°20′24″E', `37°9'36"N 116°20'24"E`, `37°9'36''N,116°20'24''E`, '37°9.6′N 116°20.4′E', '116°20′24″ 37°9′36″',
    '北纬37.16° 东经116.34°', '东经116度20分24秒，北纬37度9分36秒', '经度：116.34 纬度：37.16', 'lat 37.16, lon 116.34', 'lon=116.34 lat=37.16',
    '37 9 36 N 116 20 24 E', 'N 37 9 36 E 116 20 24', '116 20 24 37 9 36',
  ])('read %s', (text) => expect(at(text)).toBe(EPICENTRE))

  it('know the other halves of the earth', () => {
    expect(at('33.45S 70.66W')).toBe('33.4500°S 70.6600°W')
    expect(at('-170.66 −33.45')).toBe('33.4500°S 170.6600°W')
  })

  it('ask about a pair that holds only the other way round', () => {
    expect(readCoordinates('37.16, 116.34')).toEqual({ kind: 'ask', choices: [{ lon: 116.34, lat: 37.16 }] })
    expect(readCoordinates('116.34N 37.16E')).toEqual({ kind: 'ask', choices: [{ lon: 116.34, lat: 37.16 }] })
  })

  it('ask about a pair that holds either way', () => {
    expect(readCoordinates('36.5 37.1')).toEqual({ kind: 'ask', choices: [{ lon: 36.5, lat: 37.1 }, { lon: 37.1, lat: 36.5 }] })
  })

  it.each([
    ['216.34 37.16', 'lonRange'], ['116.34 97.16', 'latRange'], ['116.34 137.16', 'latRange'], ['37.16N 216.34E', 'lonRange'],
    ['37°61′N 116°20′E', 'sixty'], ['37°9′72″N 116°20′24″E', 'sixty'],
    ['37.16N 116.34N', 'twoLat'], ['37.16E 116.34E', 'twoLon'], ['37.16N', 'one'], ['116.34°', 'one'],
  ])('say why %s is impossible', (text, why) => expect(readCoordinates(text)).toEqual({ kind: 'impossible', why }))

  it.each(['', ' ', '平原县', '371426', '371426108209', '3714 2610 8000', '37', '37.16', '王庄 3', '2号院', '116.34 37.16 5 1', 'NE', '37.16.5 2', 'E 3 村'])(
    'are not seen in "%s"', (text) => expect(readCoordinates(text)).toBeNull())
})
