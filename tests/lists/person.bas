' Works in a workbook as a person would. Each line of the script is a step; its parts are set apart by tabs, and rows
' and columns are counted from 1:
'   open PATH                              save PATH [PASSWORD]
'   text SHEET ROW COLUMN TEXT             as a text, whatever it looks like
'   type SHEET ROW COLUMN TEXT             as the keyboard has it: numbers and dates become such
'   sort SHEET FIRST LAST WIDTH COLUMN     the rows by a column, falling
'   delete SHEET ROW                       insert SHEET ROW (above it)
'   move SHEET ROW SHEET ROW               cut out a row, put it in above another
'   rename SHEET NAME                      hide SHEET ROW
'   comment SHEET ROW COLUMN TEXT          filter SHEET FIRST LAST WIDTH COLUMN TEXT

Sub Work(script As String, finished As String)
  On Error GoTo Stopped
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  reader = createUnoService("com.sun.star.io.TextInputStream")
  reader.setInputStream(files.openFileRead(ConvertToURL(script)))
  reader.setEncoding("UTF-8")
  said = ""
  Do While Not reader.isEOF()
    said = Replace(Replace(reader.readLine(), Chr(10), ""), Chr(13), "")
    If said <> "" Then
      part = Split(said, Chr(9))
      If part(0) = "open" Then
        doc = Opened(part(1))
      ElseIf part(0) = "save" Then
        Save(doc, part)
      Else
        Act(doc, doc.Sheets.getByName(part(1)), part)
      End If
    End If
  Loop
  Tell(finished, "færdig")
  StarDesktop.terminate()
  Exit Sub
Stopped:
  Tell(finished, said & ": " & Error$)
  StarDesktop.terminate()
End Sub

Function Opened(path As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Opened = StarDesktop.loadComponentFromURL(ConvertToURL(path), "_blank", 0, hidden())
End Function

Sub Save(doc, part)
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName" : how(0).Value = "Calc MS Excel 2007 XML"
  If UBound(part) > 1 Then
    how(1).Name = "Password" : how(1).Value = part(2)
  End If
  doc.storeToURL(ConvertToURL(part(1)), how())
  doc.close(True)
End Sub

Sub Act(doc, sheet, part)
  row = CLng(Val(IIf(UBound(part) > 1, part(2), "0"))) - 1
  Select Case part(0)
  Case "text"
    sheet.getCellByPosition(Val(part(3)) - 1, row).String = Join(Split(part(4), "\n"), Chr(10))
  Case "type"
    sheet.getCellByPosition(Val(part(3)) - 1, row).FormulaLocal = part(4)
  Case "sort"
    Dim key(0) As New com.sun.star.table.TableSortField
    key(0).Field = Val(part(5)) - 1 : key(0).IsAscending = False
    Dim by(1) As New com.sun.star.beans.PropertyValue
    by(0).Name = "SortFields" : by(0).Value = key()
    by(1).Name = "ContainsHeader" : by(1).Value = False
    sheet.getCellRangeByPosition(0, row, Val(part(4)) - 1, Val(part(3)) - 1).sort(by())
  Case "delete"
    sheet.Rows.removeByIndex(row, 1)
  Case "insert"
    sheet.Rows.insertByIndex(row, 1)
  Case "move"
    target = doc.Sheets.getByName(part(3))
    target.Rows.insertByIndex(Val(part(4)) - 1, 1)
    source = sheet.getCellRangeByPosition(0, row, 40, row).getRangeAddress()
    target.moveRange(target.getCellByPosition(0, Val(part(4)) - 1).getCellAddress(), source)
    sheet.Rows.removeByIndex(row, 1)
  Case "rename"
    sheet.Name = part(2)
  Case "hide"
    sheet.Rows.getByIndex(row).IsVisible = False
  Case "comment"
    sheet.Annotations.insertNew(sheet.getCellByPosition(Val(part(3)) - 1, row).getCellAddress(), part(4))
  Case "filter"
    filters = sheet.getCellRangeByPosition(0, row, Val(part(4)) - 1, Val(part(3)) - 1).createFilterDescriptor(True)
    Dim only(0) As New com.sun.star.sheet.TableFilterField
    only(0).Field = Val(part(5)) - 1 : only(0).StringValue = part(6) : only(0).Operator = 2
    filters.setFilterFields(only())
    sheet.getCellRangeByPosition(0, row, Val(part(4)) - 1, Val(part(3)) - 1).filter(filters)
  Case Else
    Error 5
  End Select
End Sub

Sub Tell(path As String, text As String)
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  out = createUnoService("com.sun.star.io.TextOutputStream")
  out.setOutputStream(files.openFileWrite(ConvertToURL(path)))
  out.setEncoding("UTF-8")
  out.writeString(text)
  out.closeOutput()
End Sub
